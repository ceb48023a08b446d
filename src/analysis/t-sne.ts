import type { Random } from '../corpus/random.ts';
import type { NearestRows } from './nearest-rows.ts';
import { neighbourGraph, type NeighbourGraph } from './neighbour-graph.ts';
import { buildQuadTree } from './quad-tree.ts';

/** A map in the making: t-SNE (van der Maaten and Hinton 2008) with the trees of van der Maaten 2014. */
export interface Tsne {
  /** Steps done. */
  readonly done: number;
  /** [rows, 2] */
  readonly points: Float64Array;
  step(): void;
  /** Kullback-Leibler divergence of the map from the neighbourhoods, as of the last step. */
  divergence(): number;
}

export interface TsneOptions {
  /** How many neighbours a row has, in effect; `neighbours` should be three times as many. */
  perplexity: number;
  random: Random;
}

/** Neighbours that a perplexity needs: beyond three times it, probabilities are next to nothing. */
export function neighboursFor(perplexity: number): number {
  return Math.ceil(3 * perplexity);
}

const theta = 0.5;
/** The first steps pull neighbours together this much more strongly, so that groups find their places. */
const exaggeration = 12;
const exaggeratedSteps = 250;
/** Spread of the start, small, so that the first steps may turn everything (Kobak and Berens 2019). */
const startSpread = 1e-4;

/**
 * A map of rows that begins with `start`, [rows, 2] (principal components, say), brought to a small spread, and a tenth
 * of it in seeded noise. Its settings are those of the reference: momentum 0.5, then 0.8; gains; a learning rate of
 * rows / 48, at least 50 (Belkina et al. 2019).
 */
export function createTsne(neighbours: NearestRows, start: Float32Array, { perplexity, random }: TsneOptions): Tsne {
  const rows = start.length / 2;
  // p_ij = (p_j|i + p_i|j) / 2n
  const graph = neighbourGraph(neighbours, probabilities(neighbours, rows, perplexity), (a, b) => (a + b) / (2 * rows));
  const points = smallStart(start, random);
  const speed = new Float64Array(rows * 2);
  const gains = new Float64Array(rows * 2).fill(1);
  const pull = new Float64Array(rows * 2);
  const push = new Float64Array(rows * 2);
  const rate = Math.max(rows / exaggeration / 4, 50);
  let done = 0;
  let total = 1;

  return {
    get done() {
      return done;
    },
    points,
    step() {
      const early = done < exaggeratedSteps;
      push.fill(0);
      total = buildQuadTree(points).repulsion(theta, push);
      attraction(graph, points, pull);
      const strength = early ? exaggeration : 1;
      const momentum = early ? 0.5 : 0.8;
      for (let i = 0; i < points.length; i++) {
        const slope = 4 * (strength * pull[i]! - push[i]! / total);
        gains[i] = Math.max(0.01, slope > 0 !== speed[i]! > 0 ? gains[i]! + 0.2 : gains[i]! * 0.8);
        speed[i] = momentum * speed[i]! - rate * gains[i]! * slope;
        points[i]! += speed[i]!;
      }
      centre(points);
      done++;
    },
    divergence() {
      const scale = buildQuadTree(points).repulsion(theta, new Float64Array(rows * 2));
      let sum = 0;
      for (let i = 0; i < rows; i++)
        for (let at = graph.starts[i]!; at < graph.starts[i + 1]!; at++) {
          const p = graph.weights[at]!;
          if (p > 0) sum += p * Math.log((p * scale) / q(points, i, graph.others[at]!));
        }
      return sum;
    },
  };
}

/** The inverse of the Student kernel: 1 / (1 + |y_i - y_j|^2), not yet divided by its sum. */
function q(points: Float64Array, i: number, j: number): number {
  const [dx, dy] = [points[i * 2]! - points[j * 2]!, points[i * 2 + 1]! - points[j * 2 + 1]!];
  return 1 / (1 + dx * dx + dy * dy);
}

function attraction({ starts, others, weights }: NeighbourGraph, points: Float64Array, pull: Float64Array): void {
  for (let i = 0; i + 1 < starts.length; i++) {
    const [x, y] = [points[i * 2]!, points[i * 2 + 1]!];
    let [fx, fy] = [0, 0];
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      const j = others[at]!;
      const dx = x - points[j * 2]!;
      const dy = y - points[j * 2 + 1]!;
      const weight = weights[at]! / (1 + dx * dx + dy * dy);
      fx += weight * dx;
      fy += weight * dy;
    }
    pull[i * 2] = fx;
    pull[i * 2 + 1] = fy;
  }
}

/**
 * p_j|i over the neighbours of each row, [rows, count]: Gaussian, each with the width at which their entropy is that of
 * `perplexity` equal neighbours.
 */
function probabilities({ count, distances }: NearestRows, rows: number, perplexity: number): Float64Array {
  const result = new Float64Array(rows * count);
  const wanted = Math.log(Math.max(1, Math.min(perplexity, count)));
  for (let i = 0; i < rows; i++) {
    const least = (distances[i * count] ?? 0) ** 2;
    let [beta, low, high] = [1, 0, Infinity];
    for (let tries = 0; tries < 100; tries++) {
      let [sum, weighted] = [0, 0];
      for (let k = 0; k < count; k++) {
        // From the nearest on, so that the sum never vanishes.
        const squared = distances[i * count + k]! ** 2 - least;
        const p = Math.exp(-beta * squared);
        result[i * count + k] = p;
        sum += p;
        weighted += p * squared;
      }
      for (let k = 0; k < count; k++) result[i * count + k]! /= sum;
      const difference = Math.log(sum) + (beta * weighted) / sum - wanted;
      if (Math.abs(difference) < 1e-5) break;
      if (difference > 0) low = beta;
      else high = beta;
      beta = high === Infinity ? beta * 2 : (low + high) / 2;
    }
  }
  return result;
}

function smallStart(start: Float32Array, random: Random): Float64Array {
  const points = Float64Array.from(start);
  centre(points);
  let squares = 0;
  for (let i = 0; i < points.length; i += 2) squares += points[i]! ** 2;
  const spread = Math.sqrt(squares / Math.max(points.length / 2, 1));
  for (let i = 0; i < points.length; i++)
    points[i] = startSpread * ((spread > 0 ? points[i]! / spread : 0) + 0.1 * random.normal());
  return points;
}

function centre(points: Float64Array): void {
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i]!;
    y += points[i + 1]!;
  }
  const rows = Math.max(points.length / 2, 1);
  for (let i = 0; i < points.length; i += 2) {
    points[i]! -= x / rows;
    points[i + 1]! -= y / rows;
  }
}
