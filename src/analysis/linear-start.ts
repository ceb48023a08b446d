import { EigenvalueDecomposition, Matrix, inverse } from 'ml-matrix';
import { matrixProduct } from '../engine/wasm/matrix.ts';
import { centredChunks, fillFlattened, flattenedRows, meanWordVector, type EmbeddedChunks } from './embedded-chunks.ts';
import { coordinatesOf, fitPrincipalComponents, type PrincipalComponents } from './principal-components.ts';
import type { RowSource } from './row-products.ts';
import { yieldToEvents } from './yield-to-events.ts';

/**
 * A linear autoencoder of whole chunks in closed form: z = sum over t of E_t' (x_t - centre) and y_t = centre + L_t z,
 * with z of deviation 1 on the training chunks. Padding counts as the centre.
 */
export interface LinearStart {
  /** Mean word vector of the training tokens, [D]. */
  centre: Float32Array;
  /** E, [T x D, Z]. */
  encoder: Float32Array;
  /** L, [T x D, Z]. */
  decoder: Float32Array;
}

/** Share of the mean within-poem variance that every direction gets on top: few poems tell little of the rarer ones. */
const shrinkage = 0.3;
const blockRows = 512;

/**
 * The first `kinship` numbers tell poems apart: linear discriminants of the mean word vector, with the poem as the
 * class (Fisher 1936; Rao 1948, ridge on the within-class covariance). The rest give back what those leave: principal
 * components of the residual of the flattened chunk. Fewer poems or chunks than numbers leave the last of each part
 * without a direction: those stay zero.
 */
export async function fitLinearStart(
  chunks: EmbeddedChunks,
  trainChunks: Int32Array,
  poemOf: (chunk: number) => number,
  size: number,
  kinship: number,
  random: { normal(): number },
  signal?: AbortSignal,
): Promise<LinearStart> {
  const { window, dimension } = chunks;
  const columns = window * dimension;
  const centre = meanWordVector(chunks, trainChunks);
  const centred = centredChunks(chunks, centre);
  const encoder = new Float32Array(columns * size);
  const decoder = new Float32Array(columns * size);

  const pooled = pooledRows(centred, trainChunks);
  const { directions, count } = discriminants(pooled, dimension, trainChunks, poemOf, kinship);
  for (let t = 0; t < window; t++)
    for (let d = 0; d < dimension; d++)
      for (let k = 0; k < count; k++) encoder[(t * dimension + d) * size + k] = directions[d * count + k]! / window;
  // [n, count + 1], the last column for the mean.
  const known = new Float32Array(trainChunks.length * (count + 1)).fill(1);
  for (let row = 0; row < trainChunks.length; row++)
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let d = 0; d < dimension; d++) sum += pooled[row * dimension + d]! * directions[d * count + k]!;
      known[row * (count + 1) + k] = sum;
    }
  const regression = await regress(known, count + 1, centred, trainChunks, signal);
  for (let i = 0; i < columns; i++)
    for (let k = 0; k < count; k++) decoder[i * size + k] = regression[k * columns + i]!;

  const residual = (from: number, to: number, target: Float32Array): void => {
    fillFlattened(centred, trainChunks.subarray(from, to), target);
    for (let row = 0; row < to - from; row++)
      for (let k = 0; k <= count; k++) {
        const coordinate = known[(from + row) * (count + 1) + k]!;
        for (let i = 0, at = row * columns; i < columns; i++)
          target[at++]! -= coordinate * regression[k * columns + i]!;
      }
  };
  const rest = size - kinship;
  const pca = await fitPrincipalComponents({ rows: trainChunks.length, columns, fill: residual }, rest, random, {
    signal,
  });
  const deviations = await deviationsOf(pca, trainChunks.length, residual, signal);
  deviations.forEach((deviation, c) => {
    if (!(deviation > 0)) return;
    for (let i = 0; i < columns; i++) {
      encoder[i * size + kinship + c] = pca.components[c * columns + i]! / deviation;
      decoder[i * size + kinship + c] = pca.components[c * columns + i]! * deviation;
    }
  });
  return { centre: Float32Array.from(centre), encoder, decoder };
}

/** Sum over t of x_t / T, [rows, D]: the mean vector, nearer to the centre for a chunk that is shorter. */
function pooledRows({ tokens, vectors, lengths, window, dimension }: EmbeddedChunks, rows: Int32Array): Float32Array {
  const pooled = new Float32Array(rows.length * dimension);
  rows.forEach((chunk, row) => {
    for (let t = 0; t < lengths[chunk]!; t++) {
      const word = tokens[chunk * window + t]! * dimension;
      for (let d = 0; d < dimension; d++) pooled[row * dimension + d]! += vectors[word + d]! / window;
    }
  });
  return pooled;
}

/**
 * Directions G, [D, count], in which the poems' means differ most against the variance within poems; each is scaled so
 * that the rows' coordinates have deviation 1. `rows` is [chunks, D] with mean zero or nearly so.
 */
function discriminants(
  rows: Float32Array,
  dimension: number,
  trainChunks: Int32Array,
  poemOf: (chunk: number) => number,
  wanted: number,
): { directions: Float32Array; count: number } {
  const poems = new Map<number, number[]>();
  trainChunks.forEach((chunk, row) => {
    const list = poems.get(poemOf(chunk));
    if (list) list.push(row);
    else poems.set(poemOf(chunk), [row]);
  });
  const total = covarianceOf(
    rows,
    dimension,
    [...trainChunks.keys()],
    meanOf(rows, dimension, [...trainChunks.keys()]),
  );
  const within = Matrix.zeros(dimension, dimension);
  for (const list of poems.values()) within.add(covarianceOf(rows, dimension, list, meanOf(rows, dimension, list)));
  const between = Matrix.sub(total, within);
  within.add(Matrix.eye(dimension, dimension, (shrinkage * within.trace()) / dimension));

  // The generalised problem B g = l W g by W^(-1/2), which is symmetric as the solver needs it.
  const root = inverseRoot(within);
  if (!root) return { directions: new Float32Array(), count: 0 };
  const solved = new EigenvalueDecomposition(root.mmul(between).mmul(root), { assumeSymmetric: true });
  const order = [...solved.realEigenvalues.keys()].sort(
    (a, b) => solved.realEigenvalues[b]! - solved.realEigenvalues[a]!,
  );
  // Between n poems there are n - 1 directions.
  const count = Math.min(wanted, dimension, Math.max(poems.size - 1, 0));
  const directions = new Float32Array(dimension * count);
  order.slice(0, count).forEach((column, k) => {
    const direction = root.mmul(Matrix.columnVector(solved.eigenvectorMatrix.getColumn(column)));
    const variance = direction.transpose().mmul(total).mmul(direction).get(0, 0) / trainChunks.length;
    const largest = direction.to1DArray().reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    const scale = variance > 0 ? Math.sign(largest) / Math.sqrt(variance) : 0;
    for (let d = 0; d < dimension; d++) directions[d * count + k] = direction.get(d, 0) * scale;
  });
  return { directions, count };
}

function meanOf(rows: Float32Array, dimension: number, of: readonly number[]): Float64Array {
  const mean = new Float64Array(dimension);
  for (const row of of) for (let d = 0; d < dimension; d++) mean[d]! += rows[row * dimension + d]! / of.length;
  return mean;
}

/** Sum of (x - mean)(x - mean)', [D, D]. */
function covarianceOf(rows: Float32Array, dimension: number, of: readonly number[], mean: Float64Array): Matrix {
  const sum = new Float64Array(dimension * dimension);
  const x = new Float64Array(dimension);
  for (const row of of) {
    for (let d = 0; d < dimension; d++) x[d] = rows[row * dimension + d]! - mean[d]!;
    for (let d = 0; d < dimension; d++) for (let e = 0; e <= d; e++) sum[d * dimension + e]! += x[d]! * x[e]!;
  }
  for (let d = 0; d < dimension; d++) for (let e = 0; e < d; e++) sum[e * dimension + d] = sum[d * dimension + e]!;
  return Matrix.from1DArray(dimension, dimension, sum);
}

/** W^(-1/2) of a positive definite matrix; undefined where it is not one (chunks that are all alike). */
function inverseRoot(matrix: Matrix): Matrix | undefined {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  if (!realEigenvalues.every((value) => value > 0)) return undefined;
  return eigenvectorMatrix
    .mmul(Matrix.diag(realEigenvalues.map((value) => 1 / Math.sqrt(value))))
    .mmul(eigenvectorMatrix.transpose());
}

/** Least squares of the flattened chunks on `known`, [chunks, width]: the coefficients, [width, T x D]. */
async function regress(
  known: Float32Array,
  width: number,
  centred: EmbeddedChunks,
  trainChunks: Int32Array,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const columns = centred.window * centred.dimension;
  const products = new Float32Array(width * columns);
  const gram = Matrix.zeros(width, width);
  for (let from = 0; from < trainChunks.length; from += blockRows) {
    const to = Math.min(from + blockRows, trainChunks.length);
    const block = known.subarray(from * width, to * width);
    const rows = flattenedRows(centred, trainChunks.subarray(from, to));
    const part = await matrixProduct(block, to - from, width, rows, columns, { transposeA: true });
    for (let i = 0; i < part.length; i++) products[i]! += part[i]!;
    const some = Matrix.from1DArray(to - from, width, block);
    gram.add(some.transpose().mmul(some));
    await yieldToEvents(signal);
  }
  // A ridge of a millionth, where a number never varies.
  gram.add(Matrix.eye(width, width, (1e-6 * gram.trace()) / width));
  return matrixProduct(Float32Array.from(inverse(gram).to1DArray()), width, width, products, columns);
}

/** Deviation of the rows' coordinates on each component. */
async function deviationsOf(
  pca: PrincipalComponents,
  rows: number,
  fill: RowSource['fill'],
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const squares = new Float64Array(pca.rank);
  const block = new Float32Array(Math.min(blockRows, rows) * pca.columns);
  for (let from = 0; from < rows; from += blockRows) {
    const to = Math.min(from + blockRows, rows);
    const filled = block.subarray(0, (to - from) * pca.columns);
    fill(from, to, filled);
    const coordinates = await coordinatesOf(pca, filled);
    coordinates.forEach((value, i) => (squares[i % pca.rank]! += (value * value) / rows));
    await yieldToEvents(signal);
  }
  return squares.map(Math.sqrt);
}
