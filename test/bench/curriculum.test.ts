import path from 'node:path';
import { expect, it } from 'vitest';
import { batchOf } from '../../src/corpus/batches.ts';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import type { Batch } from '../../src/engine/engine.ts';
import { train } from '../../src/training/train.ts';
import { findTorch } from '../parity/find-torch.ts';
import { benchBatchPreparation } from './batch-preparation.ts';
import { benchEngines } from './bench-engines.ts';
import { benchCurriculum, curriculumTask, networkFor, plannedBatches } from './curriculum.ts';
import { benchProductRate } from './product-rate.ts';

const samples = path.join(mediaFolder(), 'sample-poems');

it('hands PyTorch the batches that the training takes', async () => {
  const task = await curriculumTask(samples, 3);
  const { chunkSet, split, settings } = task;
  const network = await networkFor((await benchEngines([1]))[0]!, task);
  const taken: Batch[] = [];
  const watched = {
    ...network,
    trainStep: (...given: Parameters<typeof network.trainStep>) => {
      taken.push(given[0]);
      return network.trainStep(...given);
    },
  };
  await train({ network: watched, chunkSet, split, settings });
  const planned = plannedBatches(task).flatMap(({ batches, steps }) =>
    batches.map((chunks) => batchOf(chunkSet, chunks, steps)),
  );
  expect(taken).toEqual(planned);
});

it('ends the curriculum where PyTorch ends it, where python3 has that', async () => {
  const { epochs, ours, pytorch, losses } = await benchCurriculum(samples, {
    ...{ rounds: 1, epochs: 3, threads: [1], peerThreads: [1] },
  });
  expect(epochs).toBe(3);
  expect(ours[1]!.median).toBeGreaterThan(0);
  expect(pytorch?.threads).toBe(findTorch() ? 1 : undefined);
  if (!losses.pytorch) return;
  expect(losses.pytorch.train / losses.ours.train).toBeCloseTo(1, 3);
  expect(losses.pytorch.validation / losses.ours.validation).toBeCloseTo(1, 3);
});

it('tells a step’s preparation from its arithmetic', async () => {
  const [figures] = await benchBatchPreparation(samples, { epochs: 1, threads: [1], rounds: 1 });
  expect(figures!.steps).toBeGreaterThan(3);
  for (const part of ['between', 'planning', 'gathering'] as const) expect(figures![part]).toBeGreaterThan(0);
  expect(figures!.share).toBeGreaterThan(0);
  expect(figures!.share).toBeLessThan(1);
});

it('counts what the products of a step take, and the share of the kernel’s rate that it reaches', async () => {
  const { megaoperations, bestRate, share } = await benchProductRate(samples, 1);
  // Of 32 x 50 tokens and 300 x 128 weights: a matrix product over every token would alone be 123.
  expect(megaoperations).toBeGreaterThan(400);
  expect(megaoperations).toBeLessThan(900);
  expect(bestRate).toBeGreaterThan(0);
  expect(share.best).toBeGreaterThanOrEqual(share.median);
});
