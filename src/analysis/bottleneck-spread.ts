import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';
import { sharesOf } from './word-spectrum.ts';

/** How passages spread in the bottleneck. */
export interface BottleneckSpread {
  /** [size] */
  means: Float64Array;
  /** With n - 1, [size]; 0 for a single passage. */
  deviations: Float64Array;
  /** Pearson's, row-major [size, size]; 0 with a dimension that does not vary, 1 on the diagonal. */
  correlations: Float64Array;
  /** Shares of the variance by principal component, falling, [size]; all 0 where nothing varies. */
  shares: Float64Array;
}

/** The rows `rows` of bottleneck vectors [chunks, size]. */
export async function bottleneckSpread(
  vectors: Float32Array,
  size: number,
  rows: ArrayLike<number>,
  signal?: AbortSignal,
): Promise<BottleneckSpread> {
  const means = new Float64Array(size);
  for (let i = 0; i < rows.length; i++)
    for (let d = 0; d < size; d++) means[d]! += vectors[rows[i]! * size + d]! / rows.length;
  const covariance = new Float64Array(size * size);
  const centred = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) {
    for (let d = 0; d < size; d++) centred[d] = vectors[rows[i]! * size + d]! - means[d]!;
    for (let d = 0; d < size; d++) for (let e = 0; e <= d; e++) covariance[d * size + e]! += centred[d]! * centred[e]!;
  }
  const divisor = Math.max(rows.length - 1, 1);
  for (let d = 0; d < size; d++)
    for (let e = 0; e <= d; e++) covariance[e * size + d] = covariance[d * size + e]! /= divisor;
  const deviations = Float64Array.from({ length: size }, (_, d) => Math.sqrt(covariance[d * size + d]!));
  const correlations = covariance.map((value, i) => {
    const [d, e] = [Math.floor(i / size), i % size];
    if (d === e) return 1;
    const scale = deviations[d]! * deviations[e]!;
    return scale > 0 ? value / scale : 0;
  });
  return { means, deviations, correlations, shares: sharesOf(await symmetricEigenvalues(covariance, size, signal)) };
}
