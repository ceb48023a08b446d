import { Matrix, solve } from 'ml-matrix';
import { matrixProduct } from '../engine/wasm/matrix.ts';
import {
  centredChunks,
  flattenedRows,
  flattenedSource,
  meanWordVector,
  scaledChunks,
  type EmbeddedChunks,
} from './embedded-chunks.ts';
import {
  coordinatesOf,
  coordinatesOfSource,
  fitPrincipalComponents,
  type PrincipalComponents,
} from './principal-components.ts';
import { createVectorRowProducts } from './vector-row-products.ts';

/**
 * The linear method for an error in which each word counts by a weight of its own: a linear code as wide as the
 * bottleneck, and from it at each position the linear guess of least weighted error.
 */
export interface WeightedComponents {
  /** Weighted mean of the training tokens' word vectors, [D]. */
  mean: Float64Array;
  /** The chunks with `mean` taken off each word vector, times the root of the word's weight. */
  scaled: EmbeddedChunks;
  /** PCA of the flattened `scaled`: its coordinates are the code. */
  code: PrincipalComponents;
  /** From the code and a 1 to the word vectors less `mean`, [rank + 1, window, D]. */
  decoder: Float32Array;
}

/**
 * Added to each variance, as a share of it, so that a position which few chunks reach is not fitted to those few; on
 * many chunks it changes nothing that shows.
 */
const ridge = 0.01;

/**
 * Multiplying a word's vector back by the root of its weight, as PCA of `scaled` alone would, needs the weight of a word
 * that is yet to be told; fitting the decoder by weighted least squares does not, and explains more. `near` is the PCA of
 * the flattened chunk, to begin with.
 */
export async function fitWeightedComponents(
  chunks: EmbeddedChunks,
  trainChunks: Int32Array,
  weights: Float64Array,
  near: PrincipalComponents,
  width: number,
  random: { normal(): number },
  signal?: AbortSignal,
): Promise<WeightedComponents> {
  const mean = meanWordVector(chunks, trainChunks, weights);
  const centred = centredChunks(chunks, mean);
  const scaled = scaledChunks(centred, weights.map(Math.sqrt));
  const code = await fitPrincipalComponents(flattenedSource(scaled, trainChunks), width, random, { signal, near });
  return { mean, scaled, code, decoder: await fitDecoder(centred, scaled, trainChunks, weights, code, signal) };
}

/** What the code says of these chunks' words, [rows, window, D], in the word vectors' own place. */
export async function predictByWeightedComponents(
  { mean, scaled, code, decoder }: WeightedComponents,
  indices: Int32Array,
): Promise<Float32Array> {
  const { window, dimension } = scaled;
  const codes = withOne(await coordinatesOf(code, flattenedRows(scaled, indices)), code.rank, indices.length);
  const predicted = await matrixProduct(codes, indices.length, code.rank + 1, decoder, window * dimension);
  for (let i = 0; i < predicted.length; i += dimension)
    for (let d = 0; d < dimension; d++) predicted[i + d]! += mean[d]!;
  return predicted;
}

/** Weighted least squares at each position: (Z' W Z) decoder = Z' W X, Z the training chunks' codes. */
async function fitDecoder(
  centred: EmbeddedChunks,
  scaled: EmbeddedChunks,
  trainChunks: Int32Array,
  weights: Float64Array,
  code: PrincipalComponents,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { window, dimension, tokens, lengths } = centred;
  const size = code.rank + 1;
  const coordinates = await coordinatesOfSource(code, flattenedSource(scaled, trainChunks), signal);
  const codes = withOne(coordinates, code.rank, trainChunks.length);
  const squares = new Float64Array(window * size * size);
  trainChunks.forEach((chunk, row) => {
    const z = codes.subarray(row * size, (row + 1) * size);
    for (let t = 0; t < lengths[chunk]!; t++) {
      const weight = weights[tokens[chunk * window + t]!]!;
      for (let i = 0, at = t * size * size; i < size; i++, at += size) {
        const factor = weight * z[i]!;
        for (let j = 0; j <= i; j++) squares[at + j]! += factor * z[j]!;
      }
    }
  });
  const weighted = scaledChunks(centred, weights);
  const rowProducts = await createVectorRowProducts(flattenedSource(weighted, trainChunks), size);
  const products = await rowProducts.timesTransposedRows(codes, signal).finally(() => rowProducts.dispose());
  const decoder = new Float32Array(size * window * dimension);
  for (let t = 0; t < window; t++) {
    const left = Matrix.zeros(size, size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        const value = squares[(t * size + i) * size + j]! * (i === j && i < code.rank ? 1 + ridge : 1);
        left.set(i, j, value).set(j, i, value);
      }
    // A position that no training chunk reaches keeps the mean.
    if (left.get(code.rank, code.rank) === 0) continue;
    const stretch = products.subarray(t * dimension * size, (t + 1) * dimension * size);
    const right = Matrix.from1DArray(dimension, size, stretch).transpose();
    const solution = solve(left, right);
    for (let k = 0; k < size; k++) decoder.set(solution.getRow(k), (k * window + t) * dimension);
  }
  return decoder;
}

/** Each row of coordinates with a 1 after it, [rows, rank + 1]. */
function withOne(coordinates: Float32Array, rank: number, rows: number): Float32Array {
  const codes = new Float32Array(rows * (rank + 1)).fill(1);
  for (let row = 0; row < rows; row++) codes.set(coordinates.subarray(row * rank, (row + 1) * rank), row * (rank + 1));
  return codes;
}
