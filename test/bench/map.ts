import { UMAP } from 'umap-js';
import { findClusters } from '../../src/analysis/clusters.ts';
import { nearestRows, type NearestRows } from '../../src/analysis/nearest-rows.ts';
import { createTsne, neighboursFor } from '../../src/analysis/t-sne.ts';
import { createUmap } from '../../src/analysis/umap.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { drawDots } from '../../webview/map/canvas-points.ts';
import { viewOfAll } from '../../webview/map/view-transform.ts';
import { firstTwo, madeUpGroups } from '../analysis/made-up-groups.ts';
import type { Row } from './row.ts';
import { figureOf } from './verdict.ts';

const size = 18;
const [neighbours, epochs] = [15, 200];

export interface TsneFigure {
  points: number;
  iterations: number;
  seconds: number;
  /** Until the first step: neighbours and their probabilities. */
  secondsBefore: number;
  divergence: number;
}

/** Points in a dozen groups that run into one another, as passages do. */
const pointsOf = (rows: number): Float32Array =>
  madeUpGroups(12, Math.ceil(rows / 12), size, 2).subarray(0, rows * size);

/** t-SNE of made-up points as wide as a bottleneck, from their neighbours on. */
export async function benchTsne(rows = 1800, iterations = 1000): Promise<TsneFigure> {
  const points = pointsOf(rows);
  const started = performance.now();
  const near = await nearestRows(points, size, neighboursFor(30));
  const tsne = createTsne(near, firstTwo(points, size), { perplexity: 30, random: createRandom(1) });
  const before = performance.now();
  for (let i = 0; i < iterations; i++) tsne.step();
  const seconds = (performance.now() - started) / 1000;
  return { points: rows, iterations, seconds, secondsBefore: (before - started) / 1000, divergence: tsne.divergence() };
}

export interface UmapFigure {
  points: number;
  epochs: number;
  /** From the neighbours on, which both are given: until the first step, and in all. */
  ours: { before: number; all: number };
  /** Null where it was left out. */
  umapJs: { before: number; all: number } | null;
  secondsForNeighbours: number;
}

/** UMAP beside umap-js, both given the same neighbours. */
export async function benchUmap(rows = 24_000, besideUmapJs = true): Promise<UmapFigure> {
  const points = pointsOf(rows);
  const started = performance.now();
  const near = await nearestRows(points, size, neighbours - 1);
  const secondsForNeighbours = (performance.now() - started) / 1000;
  const start = firstTwo(points, size);
  const ours = time(() => createUmap(near, start, { epochs, minimumDistance: 0.1, random: createRandom(1) }));
  const umapJs = besideUmapJs ? time(() => peer(near, rows)) : null;
  return { points: rows, epochs, ours, umapJs, secondsForNeighbours };
}

function time(make: () => { step(): unknown }): { before: number; all: number } {
  const started = performance.now();
  const umap = make();
  const before = (performance.now() - started) / 1000;
  for (let i = 0; i < epochs; i++) umap.step();
  return { before, all: (performance.now() - started) / 1000 };
}

function peer({ rows: nearest, distances, count }: NearestRows, rows: number): UMAP {
  const umap = new UMAP({ nNeighbors: neighbours, nEpochs: epochs });
  const each = <T>(of: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => of(row));
  umap.setPrecomputedKNN(
    each((row) => [row, ...nearest.subarray(row * count, (row + 1) * count)]),
    each((row) => [0, ...distances.subarray(row * count, (row + 1) * count)]),
  );
  umap.initializeFit(each(() => [0]));
  return umap;
}

export interface MapFigure {
  points: number;
  /** Milliseconds to draw all dots pixel by pixel, where there is no WebGL 2; the median of 30. */
  drawing: number;
  /** Seconds to find clusters. */
  clusters: number;
}

/** What the map does with so many points, but for its layouts. The frames of a real page are in the scenario english-corpus. */
export async function benchMap(counts: readonly number[] = [24_000, 100_000]): Promise<MapFigure[]> {
  const figures: MapFigure[] = [];
  for (const count of counts) {
    const points = pointsOf(count);
    const started = performance.now();
    await findClusters(points, size, createRandom(1));
    figures.push({
      points: count,
      clusters: (performance.now() - started) / 1000,
      drawing: drawing(firstTwo(points, size)),
    });
  }
  return figures;
}

function drawing(points: Float32Array): number {
  const frame = { width: 1000, height: 600 };
  const pixels = new Uint32Array(frame.width * frame.height);
  const picture = {
    ...{ points, version: 0, place: new Uint8Array(points.length / 2), bright: undefined, palette: ['#0072b2'] },
    ...{ background: '#ffffff', radius: 1.8, brightExtra: 1 },
  };
  const colours = Uint32Array.of(0xff0072b2);
  const times = Array.from({ length: 30 }, () => {
    const started = performance.now();
    pixels.fill(0xffffffff);
    drawDots(pixels, frame, viewOfAll(points, frame), picture, colours, picture.radius, 1);
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[15]!;
}

export const tsneRow: Row = {
  name: 't-sne',
  async measure() {
    const figures = await benchTsne();
    const { points, iterations, seconds, secondsBefore, divergence } = figures;
    return {
      lines: [
        `t-SNE of ${figureOf(points)} points, ${figureOf(iterations)} iterations`,
        `${seconds.toFixed(1)} s, ${secondsBefore.toFixed(1)} s of it before the first; divergence ${divergence.toFixed(2)}`,
      ],
      figures,
      verdicts: [{ what: `t-SNE of ${figureOf(points)} points`, value: seconds, unit: 's', bound: 5, side: 'most' }],
    };
  },
};

export const umapRow: Row = {
  name: 'umap',
  async measure(_, { short }) {
    const figures = await benchUmap(undefined, !short);
    const { points, ours, umapJs, secondsForNeighbours } = figures;
    const all = secondsForNeighbours + ours.all;
    const beside = umapJs
      ? `, umap-js ${umapJs.all.toFixed(1)} s (${umapJs.before.toFixed(1)} s): ${(umapJs.all / ours.all).toFixed(2)} times as fast`
      : '';
    return {
      lines: [
        `UMAP of ${figureOf(points)} points, ${figures.epochs} epochs; their neighbours take ${secondsForNeighbours.toFixed(1)} s`,
        `ours ${ours.all.toFixed(1)} s (${ours.before.toFixed(1)} s before the first epoch)${beside}`,
      ],
      figures,
      verdicts: [
        {
          what: `UMAP of ${figureOf(points)} points, neighbours included`,
          value: all,
          unit: 's',
          bound: 60,
          side: 'most',
        },
      ],
    };
  },
};

export const mapRow: Row = {
  name: 'map',
  async measure(_, { short }) {
    const figures = await benchMap(short ? [24_000] : undefined);
    return {
      lines: [
        'The map without WebGL 2, and its clusters',
        ...figures.map(
          ({ points, drawing, clusters }) =>
            `${figureOf(points)} points: ${drawing.toFixed(1)} ms to draw, ${clusters.toFixed(1)} s to cluster`,
        ),
      ],
      figures,
      // A second has 30 frames of which each redraws all dots; the page around them is measured in a real VS Code.
      verdicts: figures.slice(0, 1).map(({ points, drawing }) => ({
        what: `drawing ${figureOf(points)} points of the map, alone`,
        value: 1000 / drawing,
        ...({ unit: 'frames a second', bound: 30, side: 'least' } as const),
      })),
    };
  },
};
