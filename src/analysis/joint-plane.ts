import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { withLargestPositive } from './passage-space.ts';

/**
 * Rows on the plane of their own two principal components, [rows][2], and the shares of their variance. Meant for few
 * rows of many columns: the components come from the Gram matrix of the centred rows, X X' = U L U', as U sqrt(L).
 */
export function jointPlane(
  rows: readonly ArrayLike<number>[],
  columns: number,
): { points: [number, number][]; variance: [number, number] } {
  const mean = new Float64Array(columns);
  for (const row of rows) for (let d = 0; d < columns; d++) mean[d]! += row[d]! / rows.length;
  const centred = new Matrix(rows.map((row) => Array.from(mean, (m, d) => row[d]! - m)));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(centred.mmul(centred.transpose()), {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!).slice(0, 2);
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(value, 0), 0);
  const axes = order.map((i) => {
    const length = Math.sqrt(Math.max(realEigenvalues[i]!, 0));
    return withLargestPositive(eigenvectorMatrix.getColumn(i)).map((u) => u * length);
  });
  const share = (axis: number): number =>
    total > 0 && order[axis] !== undefined ? Math.max(realEigenvalues[order[axis]]!, 0) / total : 0;
  return {
    points: rows.map((_, i) => [axes[0]?.[i] ?? 0, axes[1]?.[i] ?? 0]),
    variance: [share(0), share(1)],
  };
}
