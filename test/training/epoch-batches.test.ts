import { expect, it } from 'vitest';
import { epochBatches } from '../../src/training/epoch-batches.ts';

const sizes = (chunks: number, batchSize: number): number[] =>
  epochBatches(new Int32Array(chunks), batchSize).map((batch) => batch.length);

it('an epoch is cut into batches in its order', () => {
  expect(epochBatches(Int32Array.of(5, 3, 8, 1), 2)).toEqual([Int32Array.of(5, 3), Int32Array.of(8, 1)]);
});

it('a chunk left over alone joins the batch before it, as batch norm needs two rows', () => {
  expect(sizes(65, 32)).toEqual([32, 33]);
  expect(sizes(33, 32)).toEqual([33]);
  expect(sizes(66, 32)).toEqual([32, 32, 2]);
  expect(sizes(5, 2)).toEqual([2, 3]);
});

it('an epoch smaller than a batch is one smaller batch', () => {
  expect(sizes(7, 32)).toEqual([7]);
  expect(sizes(0, 32)).toEqual([]);
});
