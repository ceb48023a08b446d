import { expect, it } from 'vitest';
import { nearestRows } from '../../src/analysis/nearest-rows.ts';
import { createRandom } from '../../src/corpus/random.ts';

const size = 5;
const random = createRandom(3);
const points = Float32Array.from({ length: 300 * size }, () => random.normal());
// Some rows are equal.
points.copyWithin(10 * size, 0, 3 * size);

function byHand(row: number, count: number): number[] {
  const squared = (other: number): number => {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += (points[row * size + d]! - points[other * size + d]!) ** 2;
    return sum;
  };
  const others = Array.from({ length: 300 }, (_, other) => other).filter((other) => other !== row);
  return others.sort((a, b) => squared(a) - squared(b) || a - b).slice(0, count);
}

it('gives each row the rows nearest to it, nearest first, as if all pairs were sorted', async () => {
  const near = await nearestRows(points, size, 7);
  expect(near.count).toBe(7);
  for (let row = 0; row < 300; row++)
    expect([...near.rows.subarray(row * 7, (row + 1) * 7)], `row ${row}`).toEqual(byHand(row, 7));
  expect(near.distances[10 * 7]).toBe(0);
});

it('gives all others where there are fewer than asked for', async () => {
  const near = await nearestRows(points.subarray(0, 4 * size), size, 90);
  expect(near.count).toBe(3);
  expect([...near.rows.subarray(0, 3)].sort()).toEqual([1, 2, 3]);
  expect((await nearestRows(points.subarray(0, size), size, 3)).count).toBe(0);
  expect((await nearestRows(new Float32Array(0), size, 3)).rows).toHaveLength(0);
});

it('can be cancelled', async () => {
  const abort = new AbortController();
  const cancelled = nearestRows(points, size, 7, { signal: abort.signal, onProgress: () => abort.abort() });
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
});
