/** A weighted ridge regression of targets [columns] on features [rows], gathered sample by sample. */
export interface LeastSquares {
  add(features: Float64Array, target: Float64Array, weight: number): void;
  /** The coefficients, [features, targets], that minimise the weighted squared error plus `ridge` times their squares. */
  solve(ridge: number): Float64Array;
}

/** `ridge` is relative to the sum of the weights; the last feature, a constant 1, is free of it. */
export function createLeastSquares(features: number, targets: number): LeastSquares {
  const gram = new Float64Array(features * features);
  const moments = new Float64Array(features * targets);
  let weights = 0;
  return {
    add: (x, y, weight) => {
      weights += weight;
      for (let a = 0; a < features; a++) {
        const scaled = weight * x[a]!;
        for (let b = 0; b <= a; b++) gram[a * features + b]! += scaled * x[b]!;
        for (let t = 0; t < targets; t++) moments[a * targets + t]! += scaled * y[t]!;
      }
    },
    solve: (ridge) => {
      const lower = gram.slice();
      // A touch for the constant as well keeps the matrix definite.
      for (let a = 0; a < features; a++) lower[a * features + a]! += weights * (a < features - 1 ? ridge : 1e-9);
      factor(lower, features);
      return substitute(lower, moments.slice(), features, targets);
    },
  };
}

/** Cholesky's factor, in the lower triangle of the matrix itself. */
function factor(matrix: Float64Array, size: number): void {
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j]!;
    }
  }
}

function substitute(lower: Float64Array, right: Float64Array, size: number, targets: number): Float64Array {
  const eliminate = (row: number, other: number, factor: number): void => {
    for (let t = 0; t < targets; t++) right[row * targets + t]! -= factor * right[other * targets + t]!;
  };
  const divide = (row: number): void => {
    for (let t = 0; t < targets; t++) right[row * targets + t]! /= lower[row * size + row]!;
  };
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) eliminate(i, k, lower[i * size + k]!);
    divide(i);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) eliminate(i, k, lower[k * size + i]!);
    divide(i);
  }
  return right;
}
