import { describe, expect, it } from 'vitest';
import { baseModelFolder } from '../../src/compute/base-model-folder.ts';
import { prepareCorpus } from '../../src/compute/prepare-corpus.ts';
import { recipeOfRequest } from '../../src/compute/recipe.ts';
import { vectorsOfCorpus, writeVectors } from '../../src/compute/run-vectors.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { trainRun } from '../../src/compute/train-run.ts';
import type { Engine, NetworkOptions } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import { openRun } from '../../src/runs/read-run.ts';
import { createRun } from '../../src/runs/write-run.ts';
import { checkTrainingSettings } from '../../src/training/settings.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

const never = new AbortController().signal;

/** All that differs from the seed at once. */
const training = checkTrainingSettings({
  phases: [{ maxTokens: 50, epochs: 3 }],
  objective: { reconstruction: 'hybrid', plainShare: 0.5, pooled: 0.2, contrastive: { weight: 0.05 }, kl: 0.01 },
  ...{ positive: 'adjacent', initialBias: 'mean-word', klWarmupEpochs: 2, seed: 7 },
  teacherForcing: { from: 1, to: 0 },
  noise: { gaussian: 0.1, wordDrop: 0.1 },
});

/** Trains such a run until the signal, or, without one, to its end. */
async function trainVariant(folder: string, signal = never, stop?: () => void) {
  const plain = recipeOfRequest({ folder, preset: 'seed', seed: 7 });
  const specification = completeSpecification({
    ...{ inputSize: 100, cell: 'gru', hiddenSize: 16, bottleneckSize: 6, variational: true },
    ...{ directions: 2, pooling: 'attention', decoderInput: 'words', positions: 2, normalization: 'layer' },
  });
  const recipe = { ...plain, specification, training };
  const prepared = await prepareCorpus(folder, recipe, {}, never);
  const { corpus, chunkSet } = prepared;
  const runs = temporaryFolder();
  const { vectors, dimension, source } = await vectorsOfCorpus(corpus.vocabulary, 'bundled', runs, {}, never);
  const asked: NetworkOptions[] = [];
  const wasm = await createWasmEngine();
  const engine: Engine = {
    ...wasm,
    createNetwork: (options) => {
      asked.push(options);
      return wasm.createNetwork(options);
    },
  };
  const writer = await createRun(runs, {
    ...{ name: 'variant', preset: 'seed', chunkSettings: recipe.chunkSettings, split: recipe.split, training },
    corpus: {
      ...{ root: corpus.root, fingerprint: corpus.fingerprint, poems: corpus.poems.length },
      ...{ chunks: chunkSet.chunks.length, vocabulary: corpus.vocabulary.tokens.length, statistics: {} },
    },
    vectors: { source, dimension },
    specification: { ...specification, inputSize: dimension },
    engine: { name: engine.name, description: engine.description, threads: engine.threads, choice: 'wasm' },
    versions: { extension: '0', node: process.versions.node },
  });
  try {
    await writeVectors(writer, vectors, dimension);
    const watch = { onBatch: ({ epoch }: { epoch: number }) => (epoch === 2 ? stop?.() : undefined) };
    const outcome = await trainRun({
      engineReport: { engine: 'wasm', description: engine.description, threads: 1, why: '', steps: [] },
      ...{ prepared, vectors, recipe, engine, writer, watch, signal, pause: undefined },
      baseModel: baseModelFolder(),
    });
    return { outcome, asked: asked[0]! };
  } finally {
    await writer.close();
  }
}

describe('a run of a variant', () => {
  it('is trained as its settings say, and, stopped and resumed, ends as if it had not been', async () => {
    const folder = folderOfPoems(10);
    const whole = await trainVariant(folder);
    expect(whole.outcome.status).toBe('complete');
    expect(whole.asked).toMatchObject({ noise: training.noise, seed: 7 });
    expect(whole.asked.wordWeights!.some((weight) => weight < 0.2)).toBe(true);
    // The mean word, not PyTorch's random bias.
    const bias = whole.asked.parameters.get('decoder.output_projection.bias')!.data;
    expect(Math.max(...bias.map(Math.abs))).toBeGreaterThan(1 / Math.sqrt(16));
    const run = await openRun(whole.outcome.run);
    for (const { lossParts, weightedValLoss } of await run.history()) {
      expect(Object.values(lossParts!).every((part) => part > 0)).toBe(true);
      expect(weightedValLoss).toBeGreaterThan(0);
    }

    const stop = new AbortController();
    const { outcome } = await trainVariant(folder, stop.signal, () => stop.abort());
    expect(outcome).toMatchObject({ status: 'stopped', epochs: 1 });
    await trainFolder({ folder, preset: 'seed', resume: outcome.run }, {}, never);
    expect(await (await openRun(outcome.run)).parameters()).toEqual(await run.parameters());
  });
});
