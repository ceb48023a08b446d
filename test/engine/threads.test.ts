import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { instantiateKernels } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { seedObjective, type Noise, type Objective } from '../../src/model/objective.ts';
import { initialParameters, type Tensor, type TensorMap } from '../../src/model/parameters.ts';
import { completeSpecification, type ModelSpecification } from '../../src/model/specification.ts';
import { randomBatch, randomVectors } from './check-gradients.ts';

interface Recipe {
  name: string;
  specification?: Partial<ModelSpecification>;
  objective?: Partial<Objective>;
  noise?: Noise;
}

const shortcut = { shortcut: true, shortcutHidden: 64, shortcutChannels: 5, shortcutWords: 20 } as const;
const recipes: Recipe[] = [
  { name: 'seed' },
  { name: 'a GRU fed its own output', specification: { cell: 'gru' } },
  { name: 'an LSTM fed its own output', specification: { cell: 'lstm' } },
  {
    name: 'two layers that read true words',
    specification: { cell: 'gru', layers: 2, directions: 2, pooling: 'mean-last', decoderInput: 'words', positions: 3 },
  },
  { name: 'rare words counting more', specification: { cell: 'gru' }, objective: { plainShare: 0.5, pooled: 0.2 } },
  { name: 'cosines', specification: { decoderInput: 'latent' }, objective: { reconstruction: 'hybrid' } },
  { name: 'attention', specification: { cell: 'lstm', pooling: 'attention', variational: true } },
  { name: 'a transformer', specification: { encoder: 'transformer', pooling: 'mean', layers: 2 } },
  {
    name: 'a shortcut, with noise',
    specification: { ...shortcut, cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
    objective: { plainShare: 0.8, contrastive: { weight: 0.1, temperature: 0.1 } },
    noise: { gaussian: 0.1, wordDrop: 0.1 },
  },
];

/** Large enough that all work is shared out. */
const [rows, steps, vocabulary] = [37, 24, 400];

async function resultsOf({ specification: given, objective, noise }: Recipe, threads: number): Promise<TensorMap> {
  const random = createRandom(11);
  const specification = completeSpecification({ inputSize: 80, hiddenSize: 48, ...given });
  const parameters = initialParameters(specification, random);
  for (const [name, { data }] of parameters)
    if (name.startsWith('shortcut.')) data.forEach((_, i) => (data[i] = random.normal() * 0.1));
  const engine = await createWasmEngine({ threads });
  expect(engine.threads).toBe(threads);
  const network = await engine.createNetwork({
    ...{ specification, parameters, maxRows: rows, maxSteps: steps, seed: 3 },
    vectors: randomVectors(random, vocabulary, specification.inputSize),
    wordWeights: Float32Array.from({ length: vocabulary }, () => 0.1 + random.uniform()),
    ...(noise && { noise }),
  });
  const results: TensorMap = new Map();
  const add = (name: string, data: ArrayLike<number>): void =>
    void results.set(name, { shape: [data.length], data: Float32Array.from(data) });
  for (let step = 0; step < 3; step++) {
    const batch = randomBatch(random, rows, steps, vocabulary);
    const pairs = Int32Array.from({ length: rows }, (_, row) => (row ^ 1) % rows);
    const settings = { learningRate: 1e-2, clipNorm: 1, teacherForcing: 0.5 };
    const { loss, gradientNorm } = await network.trainStep(
      { ...batch, pairs },
      { ...settings, objective: { ...seedObjective, ...objective } },
    );
    add(`step ${step}`, [loss, gradientNorm]);
  }
  const batch = randomBatch(random, rows, steps, vocabulary);
  const evaluated = await network.evaluate(batch);
  add('evaluated', [evaluated.loss, evaluated.weighted!.loss]);
  const { loss, reconstruction, bottleneck, encoderHidden } = await network.reconstruct(batch);
  add('loss', [loss]);
  add('reconstruction', reconstruction);
  add('bottleneck', bottleneck);
  add('hidden', encoderHidden);
  if (specification.decoderInput !== 'words') add('decoded', await network.decode(bottleneck, batch.lengths));
  for (const [name, tensor] of await network.parameters()) results.set(name, tensor);
  network.dispose();
  return results;
}

function sameBits({ data: a }: Tensor, { data: b }: Tensor): boolean {
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

describe('threads', () => {
  it.each(recipes)('change nothing of what is computed: $name', async (recipe) => {
    const alone = await resultsOf(recipe, 1);
    for (const threads of [2, 3, 8]) {
      const together = await resultsOf(recipe, threads);
      const different = [...alone.keys()].filter((name) => !sameBits(alone.get(name)!, together.get(name)!));
      expect([threads, different]).toEqual([threads, []]);
    }
  });

  it('compute what one thread computes while other work keeps them from their share', async () => {
    const alone = await resultsOf(recipes[0]!, 1);
    const busy = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['-e', 'const end = Date.now() + 3000; while (Date.now() < end);']),
    );
    for (let round = 0; round < 3; round++)
      expect((await resultsOf(recipes[0]!, 4)).get('decoder.rnn.weight_hh_l0')).toEqual(
        alone.get('decoder.rnn.weight_hh_l0'),
      );
    await Promise.all(busy);
  });

  it('leave work of more calls than can be written down to the thread that has it', async () => {
    const { team, memory, heapBase } = await instantiateKernels('auto', 2);
    const view = new Float32Array(memory.buffer, heapBase, 16);
    view.fill(1);
    team.run(2, 1, (kernels, from) => {
      for (let i = 0; i < 5000; i++) kernels.sumRows(heapBase, 1, 1, 1, heapBase + 16 * (from + 1));
    });
    expect([view[4], view[8]]).toEqual([5001, 5001]);
    team.dispose();
  });

  it('are told when a kernel fails in one of them', async () => {
    const { team, memory, heapBase } = await instantiateKernels('auto', 2);
    const view = new Float32Array(memory.buffer, heapBase, 8);
    const beyond = 2 ** 31;
    const runOnce = (): void =>
      team.run(2, 1, (kernels, from) => {
        if (from === 1) kernels.clearRows(beyond, 1, 4, 0);
        // Long enough that the other thread takes its part.
        else for (const end = performance.now() + 100; performance.now() < end;) kernels.clearRows(heapBase, 1, 4, 0);
      });
    // While the other thread is still starting, or kept from its share by other work, a run fails in this one.
    await vi.waitFor(() => expect(runOnce).toThrow(/A thread of the wasm engine failed/), { timeout: 20_000 });
    // What follows is not held to it.
    view.fill(1);
    team.run(2, 1, (kernels, from) => kernels.clearRows(heapBase + from * 16, 1, 4, 0));
    expect([...view]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    team.dispose();
  });

  it('let go of the memories that are no longer needed', async () => {
    const script = path.join(import.meta.dirname, 'memory-of-threads.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', script]);
    expect(Number(stdout)).toBeLessThan(400);
  });

  it('do not keep a process from ending', async () => {
    const script = path.join(import.meta.dirname, 'train-and-end.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script]);
    expect(stdout.trim()).toBe('trained');
  });
});
