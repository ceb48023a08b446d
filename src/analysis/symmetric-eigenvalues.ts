import { yieldToEvents } from './yield-to-events.ts';

/** So many multiplications are done between two looks at the signal: some tens of milliseconds. */
const workBetweenYields = 2e7;
/** Each eigenvalue takes two or three turns; a matrix of finite numbers never needs this many. */
const mostTurns = 60;

/**
 * All eigenvalues of a symmetric matrix [size, size], falling. Householder's reduction to tridiagonal form (Golub and Van
 * Loan, Matrix Computations, algorithm 8.3.1), then the implicit QL algorithm (EISPACK's imtql1). Without eigenvectors
 * it takes 8/3 size^3 operations, a tenth of a full decomposition. Throws the signal's reason when that is aborted, and a
 * RangeError for numbers that are not finite.
 */
export async function symmetricEigenvalues(
  matrix: ArrayLike<number>,
  size: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { diagonal, beside } = await tridiagonal(Float64Array.from(matrix), size, signal);
  for (let first = 0; first < size; first++) {
    for (let turn = 0; ; turn++) {
      const last = endOfBlock(diagonal, beside, first);
      if (last === first) break;
      if (turn === mostTurns) throw new RangeError('The matrix holds numbers that are not finite.');
      shiftBlock(diagonal, beside, first, last);
    }
  }
  return diagonal.sort().reverse();
}

/** The diagonal [size] and the numbers beside it [size], the last of them 0. `a` is used up. */
async function tridiagonal(
  a: Float64Array,
  size: number,
  signal?: AbortSignal,
): Promise<{ diagonal: Float64Array; beside: Float64Array }> {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const v = new Float64Array(size);
  const w = new Float64Array(size);
  let work = 0;
  for (let k = 0; k < size; k++) {
    diagonal[k] = a[k * size + k]!;
    if (k === size - 1) break;
    // The reflection that takes column k below the diagonal to a multiple of its first number.
    let length = 0;
    for (let i = k + 1; i < size; i++) length = Math.hypot(length, (v[i] = a[i * size + k]!));
    const target = v[k + 1]! > 0 ? -length : length;
    beside[k] = target;
    v[k + 1]! -= target;
    let squares = 0;
    for (let i = k + 1; i < size; i++) squares += v[i]! * v[i]!;
    if (squares === 0) continue;
    const beta = 2 / squares;
    let overlap = 0;
    for (let i = k + 1; i < size; i++) {
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += a[i * size + j]! * v[j]!;
      overlap += (w[i] = beta * sum) * v[i]!;
    }
    for (let i = k + 1; i < size; i++) w[i]! -= ((beta * overlap) / 2) * v[i]!;
    for (let i = k + 1; i < size; i++)
      for (let j = k + 1; j < size; j++) a[i * size + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
    work += (size - k) ** 2;
    if (work < workBetweenYields) continue;
    work = 0;
    await yieldToEvents(signal);
  }
  signal?.throwIfAborted();
  return { diagonal, beside };
}

/** The first place from `first` on where the matrix falls apart. */
function endOfBlock(diagonal: Float64Array, beside: Float64Array, first: number): number {
  let last = first;
  while (last < diagonal.length - 1) {
    const scale = Math.abs(diagonal[last]!) + Math.abs(diagonal[last + 1]!);
    if (Math.abs(beside[last]!) <= Number.EPSILON * scale) break;
    last++;
  }
  return last;
}

/** One QL step with an implicit shift on the block from `first` to `last`. */
function shiftBlock(diagonal: Float64Array, beside: Float64Array, first: number, last: number): void {
  const ratio = (diagonal[first + 1]! - diagonal[first]!) / (2 * beside[first]!);
  const root = Math.hypot(ratio, 1);
  let g = diagonal[last]! - diagonal[first]! + beside[first]! / (ratio + (ratio < 0 ? -root : root));
  let [sine, cosine, taken] = [1, 1, 0];
  for (let i = last - 1; i >= first; i--) {
    const f = sine * beside[i]!;
    const b = cosine * beside[i]!;
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= taken;
      beside[last] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = diagonal[i + 1]! - taken;
    const change = (diagonal[i]! - g) * sine + 2 * cosine * b;
    taken = sine * change;
    diagonal[i + 1] = g + taken;
    g = cosine * change - b;
  }
  diagonal[first]! -= taken;
  beside[first] = g;
  beside[last] = 0;
}
