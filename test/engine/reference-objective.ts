import type { Batch, Reconstruction } from '../../src/engine/engine.ts';
import type { Objective } from '../../src/model/objective.ts';

export interface ReferenceData {
  batch: Batch;
  /** [vocabulary, D] */
  vectors: Float32Array;
  wordWeights: Float32Array;
  D: number;
  Z: number;
}

/** The objective from what a network gives out, straight from its formulas and in double precision. */
export function referenceObjective(data: ReferenceData, found: Reconstruction, objective: Objective): number {
  const { weight, temperature } = objective.contrastive;
  const { plainShare } = objective;
  const errors = { mse: [squaredError], cosine: [cosineError], hybrid: [squaredError, cosineError] };
  const reconstruction = errors[objective.reconstruction].map(
    (errorOf) =>
      plainShare * wordError(data, found, errorOf, () => 1) +
      (1 - plainShare) * wordError(data, found, errorOf, (word) => data.wordWeights[word]!),
  );
  return (
    reconstruction.reduce((a, b) => a + b) / reconstruction.length +
    objective.pooled * pooledError(data, found) +
    (weight > 0 ? weight * contrast(data, found, temperature) : 0)
  );
}

/** For each valid token its word, its reconstruction and its vector. */
function* tokensOf({ batch, vectors, D }: ReferenceData, { reconstruction }: Reconstruction) {
  for (let row = 0; row < batch.rows; row++)
    for (let t = 0; t < batch.lengths[row]!; t++) {
      const at = row * batch.steps + t;
      const word = batch.tokens[at]!;
      yield {
        row,
        word,
        y: reconstruction.subarray(at * D, (at + 1) * D),
        x: vectors.subarray(word * D, (word + 1) * D),
      };
    }
}

type Vector = Float32Array;

function squaredError(y: Vector, x: Vector): number {
  return x.reduce((sum, value, k) => sum + (y[k]! - value) ** 2, 0) / x.length;
}

function cosineError(y: Vector, x: Vector): number {
  return 1 - x.reduce((sum, value, k) => sum + y[k]! * value, 0) / (Math.hypot(...x) * Math.hypot(...y));
}

function wordError(
  data: ReferenceData,
  found: Reconstruction,
  errorOf: (y: Vector, x: Vector) => number,
  weightOf: (word: number) => number,
): number {
  let [sum, weights] = [0, 0];
  for (const { word, x, y } of tokensOf(data, found)) {
    sum += weightOf(word) * errorOf(y, x);
    weights += weightOf(word);
  }
  return sum / weights;
}

function pooledError(data: ReferenceData, found: Reconstruction): number {
  const { rows, lengths } = data.batch;
  const differences = new Float64Array(rows * data.D);
  for (const { row, x, y } of tokensOf(data, found))
    x.forEach((value, k) => (differences[row * data.D + k]! += (y[k]! - value) / lengths[row]!));
  return differences.reduce((sum, d) => sum + d * d, 0) / (rows * data.D);
}

function contrast({ batch, Z }: ReferenceData, { bottleneck }: Reconstruction, temperature: number): number {
  const { rows, pairs, groups } = batch;
  const z = Array.from({ length: rows }, (_, i) => [...bottleneck.subarray(i * Z, (i + 1) * Z)]);
  const mean = z[0]!.map((_, k) => z.reduce((sum, row) => sum + row[k]!, 0) / rows);
  const units = z.map((row) => {
    const centred = row.map((x, k) => x - mean[k]!);
    return centred.map((x) => x / Math.hypot(...centred));
  });
  const likeness = (i: number, j: number): number =>
    Math.exp(units[i]!.reduce((sum, x, k) => sum + x * units[j]![k]!, 0) / temperature);
  const terms: number[] = [];
  const add = (anchor: number, positive: number): void => {
    let all = 0;
    for (let j = 0; j < rows; j++)
      if (j === positive || (j !== anchor && (!groups || groups[j] !== groups[anchor]))) all += likeness(anchor, j);
    terms.push(-Math.log(likeness(anchor, positive) / all));
  };
  pairs?.forEach((pair, row) => {
    if (pair < 0) return;
    add(row, pair);
    add(pair, row);
  });
  return terms.length === 0 ? 0 : terms.reduce((a, b) => a + b) / terms.length;
}
