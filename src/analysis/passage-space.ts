import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { pointOf, type Comparison, type PassageSpace } from '../passages/passage-table.ts';

/** How passages are compared where nobody has chosen. */
export const defaultComparison: Comparison = { measure: 'cosine', whitened: false };

/** Below this share of the largest, a direction's variance is rounding: whitening would blow up noise. */
const leastVariance = 1e-6;

interface Spread {
  /** [size] */
  centre: Float64Array;
  /** Eigenvalues of the covariance, falling. */
  variances: number[];
  /** Their eigenvectors, [size][size], each with its largest component positive. */
  directions: number[][];
}

/**
 * The space in which the rows of `vectors`, [rows, size], are compared: the centre is the mean of `rows`. Whitening is
 * PCA whitening, W = L^(-1/2) V' for the covariance V L V' of those rows (Kessy, Lewin and Strimmer 2018).
 */
export function fitPassageSpace(
  vectors: Float32Array,
  size: number,
  rows: ArrayLike<number>,
  comparison: Comparison,
): PassageSpace {
  const { centre, variances, directions } = spreadOf(vectors, size, rows);
  const space = { ...comparison, centre: Float32Array.from(centre) };
  if (!comparison.whitened) return space;
  const transform = new Float32Array(size * size);
  variances.forEach((variance, i) => {
    if (!(variance > leastVariance * Math.max(variances[0]!, Number.MIN_VALUE))) return;
    for (let d = 0; d < size; d++) transform[i * size + d] = directions[i]![d]! / Math.sqrt(variance);
  });
  return { ...space, transform };
}

/** The points of all rows, [rows, size]. */
export function pointsOf(space: PassageSpace, vectors: Float32Array): Float32Array {
  const size = space.centre.length;
  const points = new Float32Array(vectors.length);
  for (let at = 0; at < vectors.length; at += size) points.set(pointOf(space, vectors.subarray(at, at + size)), at);
  return points;
}

/** All rows on the plane of the two directions in which `rows` vary most, [rows, 2], and the shares of their variance. */
export function planeOf(
  vectors: Float32Array,
  size: number,
  rows: ArrayLike<number>,
): { plane: Float32Array; planeVariance: [number, number] } {
  const { centre, variances, directions } = spreadOf(vectors, size, rows);
  const count = vectors.length / size;
  const plane = new Float32Array(count * 2);
  for (let row = 0; row < count; row++)
    for (let axis = 0; axis < Math.min(2, size); axis++)
      for (let d = 0; d < size; d++)
        plane[row * 2 + axis]! += directions[axis]![d]! * (vectors[row * size + d]! - centre[d]!);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const share = (axis: number): number => (total > 0 ? (variances[axis] ?? 0) / total : 0);
  return { plane, planeVariance: [share(0), share(1)] };
}

function spreadOf(vectors: Float32Array, size: number, rows: ArrayLike<number>): Spread {
  const centre = new Float64Array(size);
  for (let i = 0; i < rows.length; i++)
    for (let d = 0; d < size; d++) centre[d]! += vectors[rows[i]! * size + d]! / rows.length;
  const covariance = new Float64Array(size * size);
  const centred = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) {
    for (let d = 0; d < size; d++) centred[d] = vectors[rows[i]! * size + d]! - centre[d]!;
    for (let d = 0; d < size; d++)
      for (let e = 0; e <= d; e++) covariance[d * size + e]! += (centred[d]! * centred[e]!) / rows.length;
  }
  for (let d = 0; d < size; d++) for (let e = 0; e < d; e++) covariance[e * size + d] = covariance[d * size + e]!;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(size, size, covariance),
    { assumeSymmetric: true },
  );
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  return {
    centre,
    variances: order.map((i) => Math.max(realEigenvalues[i]!, 0)),
    directions: order.map((i) => withLargestPositive(eigenvectorMatrix.getColumn(i))),
  };
}

/** An eigenvector's sign is nobody's choice: this one makes it always the same. */
export function withLargestPositive(direction: number[]): number[] {
  const largest = direction.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return largest < 0 ? direction.map((x) => -x) : direction;
}
