import { createRandom } from '../../src/corpus/random.ts';
import type { Chunk, ChunkSet, Split } from '../../src/corpus/types.ts';
import type { Network, NetworkOptions } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { completeSpecification, type Cell, type ModelSpecification } from '../../src/model/specification.ts';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from '../../src/runs/checkpoint-file.ts';
import type { EpochRecord } from '../../src/runs/epoch-record.ts';
import { checkTrainingSettings, maxBatchRows, type TrainingSettings } from '../../src/training/settings.ts';
import type { CheckpointSink } from '../../src/training/train.ts';

const window = 12;
const words = 20;
const dimension = 6;

/** Poems of chunks of random words, as many chunks each as `chunksOfPoems` says. */
export function madeUpChunkSet(chunksOfPoems: readonly number[]): ChunkSet {
  const random = createRandom(5);
  const chunks: Chunk[] = [];
  const start = { line: 0, character: 0 };
  for (const [poem, chunksInPoem] of chunksOfPoems.entries())
    for (let indexInPoem = 0; indexInPoem < chunksInPoem; indexInPoem++)
      chunks.push({
        ...{ index: chunks.length, poem, indexInPoem, chunksInPoem, overlapPrevious: 0, overlapNext: 0 },
        ...{ tokenStart: indexInPoem * window, tokenEnd: (indexInPoem + 1) * window, range: { start, end: start } },
      });
  const lengths = Int32Array.from(chunks, () => 3 + random.integer(window - 2));
  const tokens = new Int32Array(chunks.length * window);
  for (const [i, length] of lengths.entries())
    for (let t = 0; t < length; t++) tokens[i * window + t] = 1 + random.integer(words);
  return { window, chunks, tokens, lengths };
}

/** Six poems to train on, two to validate, one to test. */
export const chunkSet = madeUpChunkSet([4, 3, 5, 2, 3, 4, 3, 4, 2]);
export const split: Split = { train: [0, 1, 2, 3, 4, 5], validation: [6, 7], test: [8] };

export const settings = (change: object = {}): TrainingSettings =>
  checkTrainingSettings({
    phases: [
      { maxTokens: 4, epochs: 2 },
      { maxTokens: 8, epochs: 2 },
      { maxTokens: 12, epochs: 3 },
    ],
    batchSize: 4,
    learningRate: 0.01,
    maxChunksPerPoem: 3,
    ...change,
  });

/** A network on the real engine; the same each time. `scale` enlarges the word vectors. */
export async function madeUpNetwork(
  kind: Cell | Partial<ModelSpecification> = 'rnn',
  batchSize = 4,
  scale = 1,
  more: Pick<NetworkOptions, 'wordWeights' | 'noise' | 'seed'> = {},
): Promise<Network> {
  const specification = completeSpecification({
    ...{ inputSize: dimension, hiddenSize: 5, bottleneckSize: 3 },
    ...(typeof kind === 'string' ? { cell: kind } : kind),
  });
  const random = createRandom(8);
  const vectors = Float32Array.from({ length: (words + 1) * dimension }, (_, i) =>
    i < dimension ? 0 : random.normal() * scale,
  );
  const engine = await createWasmEngine();
  return engine.createNetwork({
    specification,
    vectors,
    parameters: initialParameters(specification, random),
    maxRows: maxBatchRows(settings({ batchSize })),
    maxSteps: window,
    ...more,
  });
}

/** Keeps what it is given, checkpoints by way of their bytes as on disk. */
export function memorySink(): CheckpointSink & {
  epochs: EpochRecord[];
  checkpoints: Checkpoint[];
  last(): Checkpoint;
} {
  const epochs: EpochRecord[] = [];
  const checkpoints: Checkpoint[] = [];
  return {
    epochs,
    checkpoints,
    last: () => checkpoints.at(-1)!,
    appendEpoch: (record) => Promise.resolve(void epochs.push(record)),
    writeCheckpoint: (checkpoint) =>
      Promise.resolve(void checkpoints.push(decodeCheckpoint(encodeCheckpoint(checkpoint), 'checkpoint'))),
  };
}

/** All that must be the same however often a training was interrupted. */
export async function everything(network: Network): Promise<object> {
  return { parameters: await network.parameters(), optimizer: await network.optimizerState() };
}

export function timeless<T extends { seconds: number }>({ seconds, ...rest }: T): Omit<T, 'seconds'> {
  if (!(seconds >= 0)) throw new Error('an epoch took no time');
  return rest;
}
