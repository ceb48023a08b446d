import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRandom } from '../../src/corpus/random.ts';
import { initialParameters, type TensorMap } from '../../src/model/parameters.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import type { Checkpoint } from '../../src/runs/checkpoint-file.ts';
import type { EpochRecord } from '../../src/runs/epoch-record.ts';
import type { RunPlan, RunResult } from '../../src/runs/run-config.ts';
import type { StoredChunk } from '../../src/runs/stored-chunk.ts';
import type { RunWriter } from '../../src/runs/write-run.ts';

export const specification = completeSpecification({ cell: 'rnn', inputSize: 6, hiddenSize: 4, bottleneckSize: 3 });
const chunkCount = 5;

export const plan: RunPlan = {
  name: 'Sonnets & Songs',
  preset: 'seed',
  corpus: {
    root: '/poems',
    fingerprint: 'ab12',
    poems: 2,
    chunks: chunkCount,
    vocabulary: 9,
    statistics: { words: 40 },
  },
  chunkSettings: { window: 50, overlap: 10, minimumTokens: 5, endAtBreak: 0 },
  split: { ratios: [0.7, 0.2, 0.1], seed: 42 },
  vectors: { source: 'bundled', dimension: 6 },
  specification,
  training: { batchSize: 32 },
  engine: { name: 'wasm', description: 'wasm plain', threads: 1 },
  versions: { extension: '0.1.0', node: '20' },
};

export const result: RunResult = { epochs: 3, bestEpoch: 2, keptEpoch: 3, trainLoss: 0.25, valLoss: 0.5, seconds: 1.5 };

export function epochRecord(epoch: number): EpochRecord {
  const hidden = { meanActivation: 0.1, stdActivation: 0.2, temporalVariance: 0.3, saturation: 0 };
  return {
    epoch,
    phase: 1,
    phaseName: 'up to 20 tokens',
    maxTokens: 20,
    trainLoss: 1 / epoch,
    valLoss: epoch % 2 ? null : 2 / epoch,
    learningRate: 0.001,
    gradientNorm: { mean: 1, max: 2, last: 1.5, clipped: 1 },
    parameterNorms: { 'decoder.start_token': 0.5 },
    encoder: hidden,
    decoder: hidden,
    seconds: 0.125,
    batches: 7,
  };
}

/** Random but the same for the same seed. */
export function parameters(seed: number): TensorMap {
  return initialParameters(specification, createRandom(seed));
}

export function checkpoint(epoch: number): Checkpoint {
  return {
    epoch,
    parameters: parameters(epoch),
    optimizer: { step: epoch * 7, firstMoment: parameters(epoch + 1000), secondMoment: parameters(epoch + 2000) },
    best: epoch % 2 ? parameters(epoch + 3000) : null,
    state: { epoch, random: [1, -2, 3, 4], loss: 0.1 + 0.2 },
  };
}

export function chunk(index: number): StoredChunk {
  return {
    index,
    poem: 0,
    file: 'a/b.txt',
    title: 'A "title"\u2028',
    author: 'É',
    indexInPoem: index,
    chunksInPoem: chunkCount,
    overlapPrevious: 0,
    overlapNext: 10,
    tokenStart: index * 40,
    tokenEnd: index * 40 + 3,
    range: { start: { line: index, character: 0 }, end: { line: index + 1, character: 2 } },
    split: 'train',
    tokens: [2, 3, 8],
    text: 'so long\nlives this',
  };
}

export const chunks = Array.from({ length: chunkCount }, (_, i) => chunk(i));
export const bottleneck = Float32Array.from({ length: chunkCount * 3 }, (_, i) => i / 7);
export const vocabulary = {
  tokens: ['<PAD>', '<UNK>', '<LINE_BREAK>', '<STANZA_BREAK>', '<POEM_START>', '<POEM_END>', 'so', 'long', '💛'],
  counts: Int32Array.of(0, 0, 9, 3, 2, 2, 5, 4, 1),
};

/** Of the runs that are killed. */
export const runEpochs = 2;

/** Everything a complete run holds, after `epochs` epochs. */
export async function writeEverything(writer: RunWriter, epochs = 3): Promise<void> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    await writer.appendEpoch(epochRecord(epoch));
    await writer.writeCheckpoint(checkpoint(epoch));
  }
  await writer.writeModel(parameters(1));
  await writer.writeBottleneck(bottleneck, 3);
  await writer.writeChunks(chunks);
  await writer.writeVocabulary(vocabulary);
  await writer.writeEvaluation({ mse: 0.5 });
  await writer.finish('complete', result);
  await writer.updateLatest();
}

/** A folder that goes away with `remove`. */
export function temporaryFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'poetry-runs-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
