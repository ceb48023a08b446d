import type { Random } from '../corpus/random.ts';
import {
  centredChunks,
  flattenedRows,
  flattenedSource,
  meanPooledRows,
  meanWordVector,
  type EmbeddedChunks,
} from './embedded-chunks.ts';
import {
  coordinatesOf,
  coordinatesOfSource,
  fitPrincipalComponents,
  rowsOf,
  type PrincipalComponents,
} from './principal-components.ts';
import type { RowSource } from './row-products.ts';
import type { VectorRows } from './vector-row-products.ts';
import { inverseFrequencyWeights } from './word-weights.ts';
import { fitWeightedComponents, predictByWeightedComponents, type WeightedComponents } from './weighted-components.ts';

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
  /** Mean of each chunk's centred word vectors, [chunks, D], and its coordinates on `meanPooled`, [chunks, rank]. */
  pooled: Float32Array;
  pooledCoordinates: Float32Array;
  /** PCA of the mean-pooled chunk, [D] columns. */
  meanPooled: PrincipalComponents;
  /** Smooth inverse frequency of each word, [vocabulary]. */
  weights: Float64Array;
  /** The linear method for the error weighed so; its mean is the weighted mean word vector. */
  weighted: WeightedComponents;
}

export const baselineNames = ['meanVector', 'pca', 'meanPooledPca', 'weightedMeanVector', 'weightedPca'] as const;
export type BaselineName = (typeof baselineNames)[number];

/** `width` components each (fewer where there are fewer training chunks). */
export async function fitBaselines(
  chunks: EmbeddedChunks,
  trainChunks: Int32Array,
  width: number,
  random: Random,
  signal?: AbortSignal,
): Promise<FittedBaselines> {
  const { dimension } = chunks;
  const meanVector = meanWordVector(chunks, trainChunks);
  const centred = centredChunks(chunks, meanVector);
  const pooled = meanPooledRows(centred);
  const fit = (source: RowSource | VectorRows): Promise<PrincipalComponents> =>
    fitPrincipalComponents(source, width, random, { signal });
  const flattened = await fit(flattenedSource(centred, trainChunks));
  const meanPooled = await fit({
    ...{ rows: trainChunks.length, columns: dimension },
    fill: (from, to, target) => target.set(gatherRows(pooled, dimension, trainChunks.subarray(from, to))),
  });
  const weights = inverseFrequencyWeights(chunks, trainChunks);
  return {
    ...{ meanVector, centred, flattened, pooled, meanPooled, weights },
    pooledCoordinates: await coordinatesOf(meanPooled, pooled),
    weighted: await fitWeightedComponents(chunks, trainChunks, weights, flattened, width, random, signal),
  };
}

/** Rows of a matrix [rows, columns], in the order of `indices`. */
function gatherRows(matrix: Float32Array, columns: number, indices: Int32Array): Float32Array {
  const gathered = new Float32Array(indices.length * columns);
  indices.forEach((row, i) => gathered.set(matrix.subarray(row * columns, (row + 1) * columns), i * columns));
  return gathered;
}

/** Coordinates of all chunks on the flattened chunk's principal components, [chunks, rank]. */
export async function flattenedCoordinates(
  { flattened, centred }: FittedBaselines,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const all = Int32Array.from(centred.lengths.keys());
  return coordinatesOfSource(flattened, flattenedSource(centred, all), signal);
}

/** What the flattened chunk's principal components predict, [rows, window, D], in the word vectors' own place. */
export async function predictByComponents(
  { flattened, meanVector, centred }: FittedBaselines,
  indices: Int32Array,
): Promise<Float32Array> {
  const coordinates = await coordinatesOf(flattened, flattenedRows(centred, indices));
  const predicted = await rowsOf(flattened, coordinates, indices.length);
  for (let i = 0, d = 0; i < predicted.length; i++, d = d + 1 === meanVector.length ? 0 : d + 1)
    predicted[i]! += meanVector[d]!;
  return predicted;
}

/** What each baseline predicts for these chunks, [rows, window, D], in the word vectors' own place. */
export async function predictBaselines(
  baselines: FittedBaselines,
  indices: Int32Array,
): Promise<Record<BaselineName, Float32Array>> {
  const { meanVector, meanPooled, weighted } = baselines;
  const { window, dimension } = baselines.centred;
  const rows = indices.length;
  const pca = await predictByComponents(baselines, indices);
  const pooledPca = await rowsOf(meanPooled, gatherRows(baselines.pooledCoordinates, meanPooled.rank, indices), rows);
  const [constant, repeated, weightedConstant] = [pca, pca, pca].map(({ length }) => new Float32Array(length));
  for (let row = 0, i = 0; row < rows; row++)
    for (let t = 0; t < window; t++)
      for (let d = 0; d < dimension; d++, i++) {
        constant![i] = meanVector[d]!;
        repeated![i] = meanVector[d]! + pooledPca[row * dimension + d]!;
        weightedConstant![i] = weighted.mean[d]!;
      }
  return {
    ...{ meanVector: constant!, pca, meanPooledPca: repeated!, weightedMeanVector: weightedConstant! },
    weightedPca: await predictByWeightedComponents(weighted, indices),
  };
}
