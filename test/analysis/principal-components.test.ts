import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { coordinatesOf, fitPrincipalComponents, rowsOf } from '../../src/analysis/principal-components.ts';
import { createRandom } from '../../src/corpus/random.ts';

/** Rows with a falling spectrum around a mean that is not zero. */
function madeUpRows(rows: number, columns: number): Float32Array {
  const random = createRandom(5);
  const mixing = Array.from({ length: columns }, () => Array.from({ length: columns }, () => random.normal()));
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const sources = Array.from({ length: columns }, (_, i) => random.normal() / (1 + i));
    for (let c = 0; c < columns; c++)
      data[row * columns + c] = 3 + sources.reduce((s, x, i) => s + x * mixing[i]![c]!, 0);
  }
  return data;
}

const asSource = (data: Float32Array, columns: number) => ({
  rows: data.length / columns,
  columns,
  fill: (from: number, to: number, target: Float32Array) => target.set(data.subarray(from * columns, to * columns)),
});

function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

describe('principal components', () => {
  it('leave the error that the exact eigenvalues leave', async () => {
    const [rows, columns, rank] = [1300, 40, 6];
    const data = madeUpRows(rows, columns);
    const pca = await fitPrincipalComponents(asSource(data, columns), rank, createRandom(1));
    const matrix = Matrix.from1DArray(rows, columns, data);
    const centred = matrix.sub(Matrix.rowVector(matrix.mean('column')).repeat({ rows }));
    const eigenvalues = new EigenvalueDecomposition(centred.transpose().mmul(centred)).realEigenvalues.sort(
      (a, b) => b - a,
    );
    const left = eigenvalues.slice(rank).reduce((sum, value) => sum + value, 0);
    const restored = await rowsOf(pca, await coordinatesOf(pca, data), rows);
    expect(pca.rank).toBe(rank);
    expect(squaredError(restored, data) / left).toBeCloseTo(1, 3);
  });

  it('are orthonormal', async () => {
    const pca = await fitPrincipalComponents(asSource(madeUpRows(90, 30), 30), 5, createRandom(1));
    const components = Matrix.from1DArray(pca.rank, 30, pca.components);
    expect(components.mmul(components.transpose()).sub(Matrix.eye(pca.rank)).norm()).toBeLessThan(1e-4);
  });

  it('restore rows exactly where the rows span fewer directions than asked for, and say how many', async () => {
    const data = madeUpRows(4, 30);
    const pca = await fitPrincipalComponents(asSource(data, 30), 18, createRandom(1));
    expect(pca.rank).toBe(3);
    const restored = await rowsOf(pca, await coordinatesOf(pca, data), 4);
    expect(squaredError(restored, data)).toBeLessThan(1e-6);
  });

  it('are none for rows that do not vary, and the mean is what they predict', async () => {
    const data = new Float32Array(60).fill(2);
    const pca = await fitPrincipalComponents(asSource(data, 20), 18, createRandom(1));
    expect(pca.rank).toBe(0);
    expect(await rowsOf(pca, await coordinatesOf(pca, data), 3)).toEqual(data);
  });

  it('stop when asked to', async () => {
    const abort = new AbortController();
    abort.abort();
    const data = madeUpRows(40, 20);
    await expect(
      fitPrincipalComponents(asSource(data, 20), 3, createRandom(1), { signal: abort.signal }),
    ).rejects.toThrow('abort');
  });
});
