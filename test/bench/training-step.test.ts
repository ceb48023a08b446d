import { expect, it } from 'vitest';
import path from 'node:path';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { findTorch } from '../parity/find-torch.ts';
import { benchEngineSteps } from './engine-steps.ts';
import { benchTrainingStep } from './training-step.ts';
import { benchVariantSteps } from './variant-steps.ts';

it('times a training step at each length of the curriculum, beside PyTorch where python3 has it', async () => {
  const { engine, rows } = await benchTrainingStep(path.join(mediaFolder(), 'sample-poems'), {
    ...{ rounds: 1, threads: [1] },
    // Two threads of PyTorch beside other tests on two cores wait for each other without end.
    peerThreads: [1],
  });
  expect(engine).toMatch(/^wasm /);
  expect(rows.map(({ steps }) => steps)).toEqual([20, 35, 50]);
  for (const { ours, pytorch, distinctWords } of rows) {
    expect(distinctWords).toBeGreaterThan(100);
    expect(Object.keys(pytorch)).toEqual(findTorch() ? ['1'] : []);
    for (const { best, median } of [...Object.values(ours), ...Object.values(pytorch)]) {
      expect(best).toBeGreaterThan(0);
      expect(median).toBeGreaterThanOrEqual(best);
    }
  }
});

it('times a training step on every engine that works here, and says of the others why they do not', async () => {
  const samples = path.join(mediaFolder(), 'sample-poems');
  const search = { folders: [], maker: { script: path.resolve('dist/engine-process.mjs') } };
  const { engines, pytorch, auto } = await benchEngineSteps(samples, search, { rounds: 1, warmUpMs: 100 });
  const named = (name: string) => engines.find((engine) => engine.name === name)!;
  const [wasm, plain] = [named('wasm, 1 thread'), named('cpu')];
  for (const { step } of [wasm, plain]) expect(step!.median).toBeGreaterThan(0);
  expect(plain.loss).toBeCloseTo(wasm.loss!, 5);
  for (const name of ['cuda', 'webgpu'])
    expect(named(name)).toMatchObject({ step: null, words: expect.stringContaining('is not set up') as string });
  expect(Object.keys(pytorch).includes('1')).toBe(findTorch() !== null);
  expect(auto.engine).toBe('wasm');
});

it('times a training step of each variant', async () => {
  const rows = await benchVariantSteps(path.join(mediaFolder(), 'sample-poems'), 1, 1);
  expect(rows.length).toBeGreaterThan(10);
  for (const { parameters, step } of rows) {
    expect(parameters).toBeGreaterThan(50_000);
    expect(step.median).toBeGreaterThan(0);
  }
});
