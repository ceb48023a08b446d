import type { Random } from '../corpus/random.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** Rows in groups. */
export interface Clusters {
  count: number;
  /** Cluster of each row; 0 is the largest. */
  clusterOf: Uint8Array;
  /** Mean over the rows of the simplified silhouette, -1 to 1: 0 where the clusters run into each other. */
  silhouette: number;
  /** The numbers of clusters that were tried, and what came of them. */
  tried: { count: number; silhouette: number }[];
}

/** Numbers of clusters that are tried: as many as a person can tell apart by colour. */
const [fewest, most] = [4, 12];
/** Each number is tried from so many starts. */
const starts = 3;
const longest = 60;

/**
 * Clusters of `points`, [rows, size], by k-means from k-means++ starts (Arthur and Vassilvitskii 2007). How many: the
 * number with the largest simplified silhouette, (b - a) / max(a, b) with the distances a to a row's own centre and b to
 * the nearest other one (Hruschka, de Castro and Campello 2004), which looks at every row. Too few rows are one cluster.
 */
export async function findClusters(
  points: Float32Array,
  size: number,
  random: Random,
  signal?: AbortSignal,
): Promise<Clusters> {
  const rows = points.length / size;
  // Clusters of a handful of rows would say nothing.
  const largest = Math.min(most, Math.floor(rows / 8));
  let best: Grouping | undefined;
  const tried: Clusters['tried'] = [];
  for (let count = Math.min(fewest, largest); count <= largest && count > 1; count++) {
    let bestHere: Grouping | undefined;
    for (let start = 0; start < starts; start++) {
      const grouping = await groupRows(points, size, count, random, signal);
      if (!bestHere || grouping.error < bestHere.error) bestHere = grouping;
    }
    if (!bestHere) continue;
    tried.push({ count, silhouette: bestHere.silhouette });
    if (!best || bestHere.silhouette > best.silhouette) best = bestHere;
  }
  if (!best) return { count: 1, clusterOf: new Uint8Array(rows), silhouette: 0, tried };
  return { count: best.count, clusterOf: bySize(best), silhouette: best.silhouette, tried };
}

interface Grouping {
  count: number;
  clusterOf: Uint8Array;
  /** Sum of squared distances to the centres. */
  error: number;
  silhouette: number;
}

async function groupRows(
  points: Float32Array,
  size: number,
  count: number,
  random: Random,
  signal: AbortSignal | undefined,
): Promise<Grouping> {
  const rows = points.length / size;
  const centres = firstCentres(points, size, count, random);
  const clusterOf = new Uint8Array(rows).fill(255);
  for (let round = 0; ; round++) {
    let [moved, error, silhouette] = [0, 0, 0];
    const sums = new Float64Array(count * size);
    const members = new Int32Array(count);
    for (let row = 0; row < rows; row++) {
      let [own, next, cluster] = [Infinity, Infinity, 0];
      for (let c = 0; c < count; c++) {
        let squared = 0;
        for (let d = 0, i = row * size, j = c * size; d < size; d++, i++, j++)
          squared += (points[i]! - centres[j]!) ** 2;
        if (squared < own) [next, own, cluster] = [own, squared, c];
        else if (squared < next) next = squared;
      }
      if (clusterOf[row] !== cluster) moved++;
      clusterOf[row] = cluster;
      error += own;
      const [a, b] = [Math.sqrt(own), Math.sqrt(next)];
      silhouette += b > 0 ? (b - a) / b : 0;
      members[cluster]!++;
      for (let d = 0; d < size; d++) sums[cluster * size + d]! += points[row * size + d]!;
    }
    if (moved === 0 || round === longest)
      return { count, clusterOf, error, silhouette: rows > 0 ? silhouette / rows : 0 };
    // A cluster that lost all its rows keeps its centre.
    for (let c = 0; c < count; c++)
      if (members[c]! > 0) for (let d = 0; d < size; d++) centres[c * size + d] = sums[c * size + d]! / members[c]!;
    await yieldToEvents(signal);
  }
}

/** k-means++: each next centre is a row drawn with a chance that grows as its squared distance from those there are. */
function firstCentres(points: Float32Array, size: number, count: number, random: Random): Float64Array {
  const rows = points.length / size;
  const centres = new Float64Array(count * size);
  const squared = new Float64Array(rows).fill(Infinity);
  let chosen = random.integer(rows);
  for (let c = 0; c < count; c++) {
    for (let d = 0; d < size; d++) centres[c * size + d] = points[chosen * size + d]!;
    let total = 0;
    for (let row = 0; row < rows; row++) {
      let distance = 0;
      for (let d = 0; d < size; d++) distance += (points[row * size + d]! - centres[c * size + d]!) ** 2;
      squared[row] = Math.min(squared[row]!, distance);
      total += squared[row]!;
    }
    let left = random.uniform() * total;
    chosen = rows - 1;
    for (let row = 0; row < rows; row++)
      if ((left -= squared[row]!) < 0) {
        chosen = row;
        break;
      }
  }
  return centres;
}

/** Numbers the clusters anew, the largest first. */
function bySize({ count, clusterOf }: Grouping): Uint8Array {
  const members = new Int32Array(count);
  for (const cluster of clusterOf) members[cluster]!++;
  const order = [...members.keys()].sort((a, b) => members[b]! - members[a]! || a - b);
  const rank = new Uint8Array(count);
  order.forEach((cluster, place) => (rank[cluster] = place));
  return clusterOf.map((cluster) => rank[cluster]!);
}
