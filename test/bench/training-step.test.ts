import { expect, it } from 'vitest';
import path from 'node:path';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { findTorch } from '../parity/find-torch.ts';
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

it('times a training step of each variant', async () => {
  const rows = await benchVariantSteps(path.join(mediaFolder(), 'sample-poems'), 1, 1);
  expect(rows.length).toBeGreaterThan(10);
  for (const { parameters, step } of rows) {
    expect(parameters).toBeGreaterThan(50_000);
    expect(step.median).toBeGreaterThan(0);
  }
});
