import { expect, it } from 'vitest';
import { benchMap, benchTsne, benchUmap } from './map.ts';

it('measures the map’s layouts, its clusters and its drawing', async () => {
  const tsne = await benchTsne(300, 5);
  expect(tsne).toMatchObject({ points: 300, iterations: 5 });
  expect(tsne.divergence).toBeGreaterThan(0);
  const umap = await benchUmap(300);
  for (const side of [umap.ours, umap.umapJs]) expect(side!.all).toBeGreaterThan(side!.before);
  expect((await benchUmap(60, false)).umapJs).toBeNull();
  const [map] = await benchMap([240]);
  expect(map!.points).toBe(240);
  expect(Math.min(map!.drawing, map!.clusters)).toBeGreaterThan(0);
});
