import type { Objective } from '../../model/objective.ts';
import { checkPairs } from '../check-objective.ts';
import type { Batch } from '../engine.ts';
import type { BatchPlan } from '../batch-plan.ts';

/** Shorter vectors are not lengthened to one. */
const SHORTEST = 1e-8;

/**
 * Symmetric InfoNCE over the batch (van den Oord et al. 2018, equation 4; Chen et al. 2020, NT-Xent, without views): for
 * a row and its pair, -log of the softmax, among the pair and all rows of other groups, of the cosine over the
 * temperature; averaged over both directions of all pairs. Cosines are those of the vectors around the batch's mean.
 *
 * `z`, [rows, Z], is in the plan's order; `weight` times the loss's gradient is added to `dZ`. Zero for a batch without
 * pairs. Throws a RangeError for pairs or groups that are not rows of the batch.
 */
export function contrastiveLoss(
  z: Float32Array,
  dZ: Float32Array,
  plan: BatchPlan,
  batch: Batch,
  { weight, temperature }: Objective['contrastive'],
): number {
  const { rows, order } = plan;
  const { pairs, groups } = batch;
  checkPairs(batch);
  if (!pairs) return 0;

  const Z = z.length / rows;
  const units = centredUnits(z, rows, Z);
  const similarity = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let k = 0; k < Z; k++) dot += units.values[i * Z + k]! * units.values[j * Z + k]!;
      similarity[i * rows + j] = similarity[j * rows + i] = dot / temperature;
    }

  const place = new Int32Array(rows);
  order.forEach((row, i) => (place[row] = i));
  const group = (i: number): number => (groups ? groups[order[i]!]! : -1 - i);
  const dSimilarity = new Float64Array(rows * rows);
  let sum = 0;
  let count = 0;
  const addTerm = (anchor: number, positive: number): void => {
    const isCandidate = (j: number): boolean => j === positive || (j !== anchor && group(j) !== group(anchor));
    const row = similarity.subarray(anchor * rows, (anchor + 1) * rows);
    let highest = row[positive]!;
    for (let j = 0; j < rows; j++) if (isCandidate(j)) highest = Math.max(highest, row[j]!);
    let total = 0;
    for (let j = 0; j < rows; j++) if (isCandidate(j)) total += Math.exp(row[j]! - highest);
    sum += Math.log(total) + highest - row[positive]!;
    count++;
    for (let j = 0; j < rows; j++)
      if (isCandidate(j)) dSimilarity[anchor * rows + j]! += Math.exp(row[j]! - highest) / total;
    dSimilarity[anchor * rows + positive]! -= 1;
  };
  pairs.forEach((pair, row) => {
    if (pair < 0) return;
    addTerm(place[row]!, place[pair]!);
    addTerm(place[pair]!, place[row]!);
  });
  if (count === 0) return 0;

  const dUnits = new Float64Array(rows * Z);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) {
      const slope = (dSimilarity[i * rows + j]! * weight) / (count * temperature);
      if (slope === 0) continue;
      for (let k = 0; k < Z; k++) {
        dUnits[i * Z + k]! += slope * units.values[j * Z + k]!;
        dUnits[j * Z + k]! += slope * units.values[i * Z + k]!;
      }
    }
  addGradient(units, dUnits, dZ, rows, Z);
  return sum / count;
}

interface Units {
  values: Float64Array;
  norms: Float64Array;
}

/** The vectors minus their mean, each of length one. */
function centredUnits(z: Float32Array, rows: number, Z: number): Units {
  const values = new Float64Array(rows * Z);
  const norms = new Float64Array(rows);
  for (let k = 0; k < Z; k++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += z[i * Z + k]! / rows;
    for (let i = 0; i < rows; i++) values[i * Z + k] = z[i * Z + k]! - mean;
  }
  for (let i = 0; i < rows; i++) {
    const row = values.subarray(i * Z, (i + 1) * Z);
    norms[i] = Math.max(SHORTEST, Math.hypot(...row));
    row.forEach((x, k) => (row[k] = x / norms[i]!));
  }
  return { values, norms };
}

/** Back through the length and the mean. */
function addGradient({ values, norms }: Units, dUnits: Float64Array, dZ: Float32Array, rows: number, Z: number): void {
  for (let i = 0; i < rows; i++) {
    let along = 0;
    for (let k = 0; k < Z; k++) along += dUnits[i * Z + k]! * values[i * Z + k]!;
    for (let k = 0; k < Z; k++) dUnits[i * Z + k] = (dUnits[i * Z + k]! - along * values[i * Z + k]!) / norms[i]!;
  }
  for (let k = 0; k < Z; k++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += dUnits[i * Z + k]! / rows;
    for (let i = 0; i < rows; i++) dZ[i * Z + k]! += dUnits[i * Z + k]! - mean;
  }
}
