import { UMAP } from 'umap-js';
import { describe, expect, it } from 'vitest';
import { nearestRows, type NearestRows } from '../../src/analysis/nearest-rows.ts';
import { neighbourGraph } from '../../src/analysis/neighbour-graph.ts';
import { createUmap, memberships, type Umap } from '../../src/analysis/umap.ts';
import { fitUmapCurve } from '../../src/analysis/umap-curve.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { firstTwo, madeUpGroups, shareWithOwn } from './made-up-groups.ts';

const [groups, size, neighbours, epochs] = [6, 6, 10, 200];
const points = madeUpGroups(groups, 40, size);

const nearOf = (of: Float32Array): Promise<NearestRows> => nearestRows(of, size, neighbours - 1);

async function umapOf(seed: number, of = points): Promise<Umap> {
  const umap = createUmap(await nearOf(of), firstTwo(of, size), {
    epochs,
    minimumDistance: 0.1,
    random: createRandom(seed),
  });
  for (let i = 0; i < epochs + 5; i++) umap.step();
  return umap;
}

/** umap-js, given the same neighbours. */
function peer(near: NearestRows): UMAP {
  const random = createRandom(5);
  const umap = new UMAP({ nNeighbors: neighbours, nEpochs: epochs, random: () => random.uniform() });
  const rows = near.rows.length / near.count;
  const part = (of: ArrayLike<number>, row: number, first: number): number[] => [
    first,
    ...Array.from({ length: near.count }, (_, k) => of[row * near.count + k]!),
  ];
  umap.setPrecomputedKNN(
    Array.from({ length: rows }, (_, row) => part(near.rows, row, row)),
    Array.from({ length: rows }, (_, row) => part(near.distances, row, 0)),
  );
  umap.initializeFit(Array.from({ length: rows }, () => [0]));
  return umap;
}

describe('UMAP', () => {
  it('links the rows that umap-js links, with the same weights', async () => {
    const near = await nearOf(points);
    const ours = neighbourGraph(near, memberships(near), (a, b) => a + b - a * b);
    const { graph } = peer(near) as unknown as {
      graph: { get(row: number, column: number): number; getValues(): number[] };
    };
    // It holds each row's link with itself too, of weight 0.
    expect(ours.others).toHaveLength(graph.getValues().filter((weight) => weight > 0).length);
    for (let row = 0; row + 1 < ours.starts.length; row++)
      for (let at = ours.starts[row]!; at < ours.starts[row + 1]!; at++)
        expect(ours.weights[at]).toBeCloseTo(graph.get(row, ours.others[at]!), 3);
  });

  it.each([
    // As umap-learn prints them for a spread of 1.
    [0.1, 1.577, 0.8951],
    [0.5, 0.583, 1.334],
  ])('has the curve of the reference for a minimum distance of %d', (minimumDistance, a, b) => {
    const curve = fitUmapCurve(minimumDistance);
    expect(curve.a).toBeCloseTo(a, 2);
    expect(curve.b).toBeCloseTo(b, 2);
  });

  it('keeps groups apart that are apart, as well as umap-js does', async () => {
    const umap = await umapOf(1);
    expect(umap.done).toBe(epochs);
    const theirs = peer(await nearOf(points));
    for (let i = 0; i < epochs; i++) theirs.step();
    const [own, peers] = [shareWithOwn(umap.points, groups), shareWithOwn(theirs.getEmbedding().flat(), groups)];
    expect(own).toBeGreaterThan(0.98);
    expect(own).toBeGreaterThanOrEqual(peers - 0.02);
    // The scale is the reference's too.
    const reach = (of: ArrayLike<number>): number => Math.max(...Array.from(of, Math.abs));
    expect(reach(umap.points)).toBeGreaterThan(2);
    expect(reach(umap.points)).toBeLessThan(40);
  });

  it('is the same for the same seed, and another for another', async () => {
    const [a, b, c] = [await umapOf(1), await umapOf(1), await umapOf(2)];
    expect(a.points).toEqual(b.points);
    expect(a.points).not.toEqual(c.points);
  });

  it('has finite places for equal rows, and for hardly any', async () => {
    expect((await umapOf(1, new Float32Array(40 * size).fill(1))).points.every(Number.isFinite)).toBe(true);
    expect((await umapOf(1, points.subarray(0, 5 * size))).points.every(Number.isFinite)).toBe(true);
  });
});
