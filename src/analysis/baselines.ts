import {
  centredChunks,
  flattenedRows,
  meanPooledRows,
  meanWordVector,
  type EmbeddedChunks,
} from './embedded-chunks.ts';
import {
  coordinatesOf,
  fitPrincipalComponents,
  rowsOf,
  type PrincipalComponents,
  type RowSource,
} from './principal-components.ts';

/**
 * Predictors without a network, fitted on training chunks. All work on word vectors with the training tokens' mean
 * taken off, so that padding, filled with that mean, is zero there.
 */
export interface FittedBaselines {
  /** Mean word vector of the training tokens, [D]. */
  meanVector: Float64Array;
  /** The chunks with `meanVector` taken off. */
  centred: EmbeddedChunks;
  /** PCA of the flattened chunk, [window x D] columns. */
  flattened: PrincipalComponents;
  /** Mean of each chunk's centred word vectors, [chunks, D]. */
  pooled: Float32Array;
  /** PCA of the mean-pooled chunk, [D] columns. */
  meanPooled: PrincipalComponents;
}

/** `width` components each (fewer where there are fewer training chunks). */
export async function fitBaselines(
  chunks: EmbeddedChunks,
  trainChunks: Int32Array,
  width: number,
  random: { normal(): number },
  signal?: AbortSignal,
): Promise<FittedBaselines> {
  const meanVector = meanWordVector(chunks, trainChunks);
  const centred = centredChunks(chunks, meanVector);
  const { dimension } = centred;
  const pooled = meanPooledRows(centred);
  const fit = (columns: number, block: RowSource['block']): Promise<PrincipalComponents> =>
    fitPrincipalComponents({ rows: trainChunks.length, columns, block }, width, random, signal);
  return {
    meanVector,
    centred,
    pooled,
    flattened: await fit(chunks.window * dimension, (from, to) =>
      flattenedRows(centred, trainChunks.subarray(from, to)),
    ),
    meanPooled: await fit(dimension, (from, to) => gatherRows(pooled, dimension, trainChunks.subarray(from, to))),
  };
}

/** Rows of a matrix [rows, columns], in the order of `indices`. */
function gatherRows(matrix: Float32Array, columns: number, indices: Int32Array): Float32Array {
  const gathered = new Float32Array(indices.length * columns);
  indices.forEach((row, i) => gathered.set(matrix.subarray(row * columns, (row + 1) * columns), i * columns));
  return gathered;
}

/** What each baseline predicts for these chunks, [rows, window, D], in the word vectors' own place. */
export async function predictBaselines(
  baselines: FittedBaselines,
  indices: Int32Array,
): Promise<Record<'meanVector' | 'pca' | 'meanPooledPca', Float32Array>> {
  const { meanVector, centred, flattened, meanPooled } = baselines;
  const pooledRows = gatherRows(baselines.pooled, centred.dimension, indices);
  const { window, dimension } = centred;
  const rows = indices.length;
  const pca = await rowsOf(flattened, await coordinatesOf(flattened, flattenedRows(centred, indices)), rows);
  const pooled = await rowsOf(meanPooled, await coordinatesOf(meanPooled, pooledRows), rows);
  const constant = new Float32Array(pca.length);
  const repeated = new Float32Array(pca.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let t = 0; t < window; t++)
      for (let d = 0; d < dimension; d++, i++) {
        pca[i]! += meanVector[d]!;
        constant[i] = meanVector[d]!;
        repeated[i] = meanVector[d]! + pooled[row * dimension + d]!;
      }
  return { meanVector: constant, pca, meanPooledPca: repeated };
}
