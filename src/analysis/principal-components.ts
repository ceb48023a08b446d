import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { matrixProduct } from '../engine/wasm/matrix.ts';
import { orthonormalColumns } from './orthonormal-columns.ts';
import { createRowProducts, type RowProducts, type RowSource } from './row-products.ts';
import { createVectorRowProducts, type VectorRows } from './vector-row-products.ts';

export interface PrincipalComponents {
  /** Column means, [columns]. */
  mean: Float32Array;
  /** Orthonormal, by falling variance, [rank, columns]. */
  components: Float32Array;
  /** At most what was asked for; less where the rows span less. */
  rank: number;
  columns: number;
}

/**
 * Extra directions carried along, and passes over the rows: Halko, Martinsson and Tropp advise 5-10 and a few. On chunks of
 * poems this many bring the explained variance within a thousandth of what 40 passes find.
 */
const oversampling = 10;
const iterations = 8;
/** Passes that are enough when the first directions are already those of similar rows. */
const nearIterations = 4;

/**
 * Principal components by randomised subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4), with the
 * rows centred on the fly. Time 4 x rows x columns x (rank + 10) operations a pass, less where vectors repeat; memory as
 * its products say.
 * `near` are the components of similar rows, to begin with instead of random directions.
 */
export async function fitPrincipalComponents(
  source: RowSource | VectorRows,
  rank: number,
  random: { normal(): number },
  options: { signal?: AbortSignal | undefined; near?: PrincipalComponents } = {},
): Promise<PrincipalComponents> {
  const { rows, columns } = source;
  const { signal, near } = options;
  const width = Math.min(rank + oversampling, rows, columns);
  if (width === 0) return { mean: new Float32Array(columns), components: new Float32Array(), rank: 0, columns };
  const products = await productsOf(source, width);
  try {
    const mean = Float32Array.from(await products.columnSums(signal), (sum) => sum / rows);
    let basis: Float32Array = new Float32Array(columns * width);
    for (let c = 0, i = 0; c < columns; c++)
      for (let k = 0; k < width; k++, i++) {
        const known = near !== undefined && k < near.rank;
        basis[i] = known ? near.components[k * columns + c]! : random.normal() / Math.sqrt(columns);
      }
    for (let pass = 0; pass < (near ? nearIterations : iterations); pass++) {
      // One of the two factors made orthonormal is enough: what single precision loses between are directions of a
      // millionth of the variance.
      const coordinates = await centredTimesRows(products, mean, basis, width, signal);
      const left = orthonormalColumns(coordinates, rows, width);
      basis = await centredTimesTransposedRows(products, mean, left, width, signal);
    }
    return { mean, columns, ...rotateToComponents(basis, columns, width, Math.min(rank, width)) };
  } finally {
    products.dispose();
  }
}

/** Coordinates of rows on the components, [rows, rank]. */
export async function coordinatesOf(pca: PrincipalComponents, block: Float32Array): Promise<Float32Array> {
  const rows = block.length / pca.columns;
  const centred = new Float32Array(block.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let c = 0; c < pca.columns; c++, i++) centred[i] = block[i]! - pca.mean[c]!;
  return product(centred, rows, pca.columns, pca.components, pca.columns, { transposeB: true }, pca.rank);
}

/** As `coordinatesOf`, of rows that are made piece by piece. */
export async function coordinatesOfSource(
  { mean, components, rank, columns }: PrincipalComponents,
  source: RowSource | VectorRows,
  signal?: AbortSignal,
): Promise<Float32Array> {
  if (rank === 0 || source.rows === 0) return new Float32Array();
  const basis = new Float32Array(components.length);
  for (let k = 0, i = 0; k < rank; k++) for (let c = 0; c < columns; c++, i++) basis[c * rank + k] = components[i]!;
  const products = await productsOf(source, rank);
  try {
    return await centredTimesRows(products, mean, basis, rank, signal);
  } finally {
    products.dispose();
  }
}

/** Rows from their coordinates: mean + coordinates x components, [rows, columns]. */
export async function rowsOf(pca: PrincipalComponents, coordinates: Float32Array, rows: number): Promise<Float32Array> {
  const result = await product(coordinates, rows, pca.rank, pca.components, pca.columns, {}, pca.columns);
  for (let row = 0, i = 0; row < rows; row++) for (let c = 0; c < pca.columns; c++, i++) result[i]! += pca.mean[c]!;
  return result;
}

/** `matrixProduct`, also where the inner width is 0 (rows that do not vary have no component). */
async function product(
  a: Float32Array,
  aRows: number,
  aColumns: number,
  b: Float32Array,
  bColumns: number,
  options: { transposeA?: boolean; transposeB?: boolean },
  resultColumns: number,
): Promise<Float32Array> {
  if (b.length === 0) return new Float32Array(aRows * resultColumns);
  return matrixProduct(a, aRows, aColumns, b, bColumns, options);
}

/** Where rows are made of words' vectors, words that repeat are multiplied once. */
function productsOf(source: RowSource | VectorRows, width: number): Promise<RowProducts> {
  return 'vectors' in source ? createVectorRowProducts(source, width) : createRowProducts(source, width);
}

/** (X - 1 mean) B for B [columns, width]: [rows, width]. */
async function centredTimesRows(
  products: RowProducts,
  mean: Float32Array,
  basis: Float32Array,
  width: number,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const shift = await matrixProduct(mean, 1, mean.length, basis, width, {});
  const result = await products.timesRows(basis, signal);
  for (let i = 0; i < result.length; i += width) for (let k = 0; k < width; k++) result[i + k]! -= shift[k]!;
  return result;
}

/** (X - 1 mean)' Q for Q [rows, width]: [columns, width]. */
async function centredTimesTransposedRows(
  products: RowProducts,
  mean: Float32Array,
  left: Float32Array,
  width: number,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const sums = await products.timesTransposedRows(left, signal);
  const columnSums = new Float64Array(width);
  for (let i = 0; i < left.length; i += width) for (let k = 0; k < width; k++) columnSums[k]! += left[i + k]!;
  const result = new Float32Array(sums.length);
  for (let c = 0, i = 0; c < mean.length; c++)
    for (let k = 0; k < width; k++, i++) result[i] = sums[i]! - mean[c]! * columnSums[k]!;
  return result;
}

/** The right singular vectors of Q'X from Z = X'Q: Z'Z = W L W', components = (Z W)' / sqrt(L). */
function rotateToComponents(
  basis: Float32Array,
  columns: number,
  width: number,
  rank: number,
): { components: Float32Array; rank: number } {
  const z = Matrix.from1DArray(columns, width, basis);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(z.transpose().mmul(z), {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!).slice(0, rank);
  // Below this share of the largest, an eigenvalue is single-precision noise: the rows have no more directions.
  const least = Math.max(realEigenvalues[order[0] ?? 0] ?? 0, Number.MIN_VALUE) * 1e-10;
  const kept = order.filter((i) => realEigenvalues[i]! > least);
  const components = new Float32Array(kept.length * columns);
  kept.forEach((source, k) => {
    const column = z.mmul(eigenvectorMatrix.getColumnVector(source)).div(Math.sqrt(realEigenvalues[source]!));
    components.set(column.to1DArray(), k * columns);
  });
  return { components, rank: kept.length };
}
