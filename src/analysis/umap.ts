import type { Random } from '../corpus/random.ts';
import type { NearestRows } from './nearest-rows.ts';
import { neighbourGraph, type NeighbourGraph } from './neighbour-graph.ts';
import { fitUmapCurve } from './umap-curve.ts';

/** A map in the making: UMAP (McInnes, Healy and Melville 2018). */
export interface Umap {
  /** Epochs done. */
  readonly done: number;
  /** [rows, 2] */
  readonly points: Float64Array;
  step(): void;
}

export interface UmapOptions {
  /** Epochs until the end: the steps shrink towards it. */
  epochs: number;
  /** How close rows may lie to one another, 0 to 1. */
  minimumDistance: number;
  random: Random;
}

/** The start spans so much to either side, as in the reference. */
const startReach = 10;
/** For each link that pulls, so many rows drawn at random push. */
const negatives = 5;
/** No step moves a row further along one axis, before it is scaled by the step size. */
const furthest = 4;

/**
 * A map of rows from their nearest rows, that begins with `start`, [rows, 2] (principal components, say), and a little
 * seeded noise, so that equal rows part. The reference's algorithm on flat arrays: umap-js, which test/analysis holds it
 * against, needs 1.3 GB for 24,000 rows and stops the process for nine seconds before its first step.
 */
export function createUmap(neighbours: NearestRows, start: Float32Array, options: UmapOptions): Umap {
  const { epochs, minimumDistance, random } = options;
  const points = placed(start, random);
  const rows = points.length / 2;
  const { a, b } = fitUmapCurve(minimumDistance);
  const graph = neighbourGraph(neighbours, memberships(neighbours), (p, q) => p + q - p * q);
  const { heads, tails, every } = linksOf(graph, epochs);
  const due = every.slice();
  const pushDue = every.map((epoch) => epoch / negatives);
  let done = 0;

  const clip = (x: number): number => Math.max(-furthest, Math.min(furthest, x));
  const step = (): void => {
    const size = 1 - done / epochs;
    for (let link = 0; link < heads.length; link++) {
      if (due[link]! > done) continue;
      const [i, j] = [heads[link]! * 2, tails[link]! * 2];
      let [dx, dy] = [points[i]! - points[j]!, points[i + 1]! - points[j + 1]!];
      let squared = dx * dx + dy * dy;
      if (squared > 0) {
        const power = Math.exp(b * Math.log(squared));
        const pull = (-2 * a * b * power) / squared / (a * power + 1);
        const [x, y] = [size * clip(pull * dx), size * clip(pull * dy)];
        points[i]! += x;
        points[i + 1]! += y;
        points[j]! -= x;
        points[j + 1]! -= y;
      }
      due[link]! += every[link]!;
      const pushEvery = every[link]! / negatives;
      const pushes = Math.floor((done - pushDue[link]!) / pushEvery);
      for (let n = 0; n < pushes; n++) {
        const k = random.integer(rows) * 2;
        if (k === i) continue;
        dx = points[i]! - points[k]!;
        dy = points[i + 1]! - points[k + 1]!;
        squared = dx * dx + dy * dy;
        if (squared > 0) {
          const push = (2 * b) / ((0.001 + squared) * (a * Math.exp(b * Math.log(squared)) + 1));
          points[i]! += size * clip(push * dx);
          points[i + 1]! += size * clip(push * dy);
        } else {
          points[i]! += size * furthest;
          points[i + 1]! += size * furthest;
        }
      }
      if (pushes > 0) pushDue[link]! += pushes * pushEvery;
    }
    done++;
  };
  return {
    get done() {
      return done;
    },
    points,
    step: () => done < epochs && step(),
  };
}

/** The links that epochs go through, each with the number of epochs from one turn of it to the next: the stronger, the fewer. */
function linksOf(
  { starts, others, weights }: NeighbourGraph,
  epochs: number,
): { heads: Int32Array; tails: Int32Array; every: Float64Array } {
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  // Weaker ones would not have a single turn.
  const least = strongest / epochs;
  const kept = weights.reduce((sum, weight) => sum + (weight >= least && weight > 0 ? 1 : 0), 0);
  const [heads, tails, every] = [new Int32Array(kept), new Int32Array(kept), new Float64Array(kept)];
  let link = 0;
  for (let i = 0; i + 1 < starts.length; i++)
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      if (!(weights[at]! >= least && weights[at]! > 0)) continue;
      heads[link] = i;
      tails[link] = others[at]!;
      every[link++] = strongest / weights[at]!;
    }
  return { heads, tails, every };
}

/**
 * How far each of a row's nearest belongs to its surroundings, [rows, count]: exp(-(d - nearest) / width), with the width
 * at which they add up to log2(count + 1) (the row itself counts as a neighbour).
 */
export function memberships({ count, distances }: NearestRows): Float64Array {
  const result = new Float64Array(distances.length);
  const wanted = Math.log2(count + 1);
  const mean = distances.reduce((sum, d) => sum + d, 0) / Math.max(distances.length, 1);
  for (let from = 0; from < distances.length; from += count) {
    const own = distances.subarray(from, from + count);
    const nearest = own.find((d) => d > 0) ?? 0;
    const sumAt = (width: number): number =>
      own.reduce((sum, d) => sum + (d > nearest ? Math.exp(-(d - nearest) / width) : 1), 0);
    let [width, low, high] = [1, 0, Infinity];
    for (let tries = 0; tries < 64; tries++) {
      const difference = sumAt(width) - wanted;
      if (Math.abs(difference) < 1e-5) break;
      if (difference > 0) high = width;
      else low = width;
      width = high === Infinity ? width * 2 : (low + high) / 2;
    }
    // The row itself, at distance 0, counts towards its mean.
    const ownMean = own.reduce((sum, d) => sum + d, 0) / (count + 1);
    width = Math.max(width, 1e-3 * (nearest > 0 ? ownMean : mean));
    own.forEach((d, k) => (result[from + k] = d > nearest ? Math.exp(-(d - nearest) / width) : 1));
  }
  return result;
}

function placed(start: Float32Array, random: Random): Float64Array {
  const reach = start.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  return Float64Array.from(start, (x) => (x / reach) * startReach + 0.001 * random.normal());
}
