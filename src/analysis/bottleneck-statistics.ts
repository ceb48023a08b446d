import type { BottleneckStatistics } from './evaluation.ts';

/** Statistics of the rows `indices` of bottleneck vectors [chunks, size]. */
export function bottleneckStatistics(
  vectors: Float32Array,
  size: number,
  indices: ArrayLike<number>,
): BottleneckStatistics {
  const rows = indices.length;
  const columns = Array.from({ length: size }, (_, d) => Float64Array.from(indices, (row) => vectors[row * size + d]!));
  const meanOf = (column: Float64Array): number => column.reduce((sum, x) => sum + x, 0) / rows;
  const means = columns.map(meanOf);
  const centred = columns.map((column, d) => column.map((x) => x - means[d]!));
  const covariance = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, x, row) => sum + x * b[row]!, 0) / Math.max(rows - 1, 1);
  const variances = centred.map((column) => covariance(column, column));
  const trace = sumOf(variances);
  const squares = sumOf(centred.flatMap((a) => centred.map((b) => covariance(a, b) ** 2)));
  return {
    mean: sumOf(means) / size,
    deviation: rows > 1 ? sumOf(variances.map(Math.sqrt)) / size : null,
    magnitude: sumOf(columns.map((column) => meanOf(column.map(Math.abs)))) / size,
    directions: squares > 0 ? trace ** 2 / squares : null,
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0);
}
