import { Matrix, solve } from 'ml-matrix';
import {
  centredChunks,
  flattenedRows,
  flattenedSource,
  meanWordVector,
  scaledChunks,
  type EmbeddedChunks,
} from './embedded-chunks.ts';
import { coordinatesOf, fitPrincipalComponents, type PrincipalComponents } from './principal-components.ts';
import { createRowProducts } from './row-products.ts';
import { yieldToEvents } from './yield-to-events.ts';

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
  /** From the code and a 1 to the word vector less `mean`, [window, rank + 1, D]. */
  decoder: Float64Array;
}

const blockRows = 512;
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
  const codes = await codesOf(code, scaled, indices);
  const predicted = new Float32Array(indices.length * window * dimension);
  for (let row = 0; row < indices.length; row++)
    for (let t = 0; t < window; t++) {
      const to = (row * window + t) * dimension;
      for (let d = 0; d < dimension; d++) predicted[to + d] = mean[d]!;
      for (let k = 0; k <= code.rank; k++) {
        const from = (t * (code.rank + 1) + k) * dimension;
        const z = codes[row * (code.rank + 1) + k]!;
        for (let d = 0; d < dimension; d++) predicted[to + d]! += z * decoder[from + d]!;
      }
    }
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
): Promise<Float64Array> {
  const { window, dimension, tokens, lengths } = centred;
  const size = code.rank + 1;
  const codes = new Float32Array(trainChunks.length * size);
  const squares = new Float64Array(window * size * size);
  for (let from = 0; from < trainChunks.length; from += blockRows) {
    const indices = trainChunks.subarray(from, from + blockRows);
    codes.set(await codesOf(code, scaled, indices), from * size);
    await yieldToEvents(signal);
  }
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
  const rowProducts = await createRowProducts(flattenedSource(weighted, trainChunks), size);
  const products = await rowProducts.timesTransposedRows(codes, signal).finally(() => rowProducts.dispose());
  const decoder = new Float64Array(window * size * dimension);
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
    decoder.set(solve(left, right).to1DArray(), t * size * dimension);
  }
  return decoder;
}

/** Coordinates with a 1 after them, [rows, rank + 1]. */
async function codesOf(code: PrincipalComponents, scaled: EmbeddedChunks, indices: Int32Array): Promise<Float32Array> {
  const coordinates = await coordinatesOf(code, flattenedRows(scaled, indices));
  const codes = new Float32Array(indices.length * (code.rank + 1)).fill(1);
  for (let row = 0; row < indices.length; row++)
    codes.set(coordinates.subarray(row * code.rank, (row + 1) * code.rank), row * (code.rank + 1));
  return codes;
}
