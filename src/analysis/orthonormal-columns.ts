/** What is left of a column below this share of its length is rounding: it lies in the span of those before it. */
const dependent = 1e-6;

/**
 * An orthonormal basis of the columns of a matrix [rows, columns], row-major, by modified Gram-Schmidt; columns that lie
 * in the span of those before them become zero. Going over each column twice is enough for full precision (Giraud et
 * al. 2005).
 */
export function orthonormalColumns(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const basis: Float64Array[] = [];
  const result = new Float32Array(matrix.length);
  for (let c = 0; c < columns; c++) {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row++) column[row] = matrix[row * columns + c]!;
    const length = Math.sqrt(dot(column, column));
    for (let turn = 0; turn < 2; turn++) for (const other of basis) subtract(column, other, dot(column, other));
    const left = Math.sqrt(dot(column, column));
    if (!(left > dependent * length)) continue;
    for (let row = 0; row < rows; row++) result[row * columns + c] = column[row]! /= left;
    basis.push(column);
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  // Four sums at a time: one alone would wait for each of its additions.
  let [p, q, r, s] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 4 <= a.length; i += 4) {
    p += a[i]! * b[i]!;
    q += a[i + 1]! * b[i + 1]!;
    r += a[i + 2]! * b[i + 2]!;
    s += a[i + 3]! * b[i + 3]!;
  }
  for (; i < a.length; i++) p += a[i]! * b[i]!;
  return p + q + (r + s);
}

function subtract(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! -= factor * b[i]!;
}
