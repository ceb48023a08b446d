import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { matrixProduct } from '../engine/wasm/matrix.ts';
import { commonWordsOf } from '../engine/common-words.ts';
import type { EmbeddedChunks } from './embedded-chunks.ts';
import { fitPrincipalComponents } from './principal-components.ts';

/** Share of the mean within-poem variance that every direction gets on top: few poems tell little of the rarer ones. */
const shrinkage = 0.3;

/** Numbers that tell poems apart, linear in the features of a chunk. */
export interface Discriminants {
  /** G, [features, count]: x G + offset has mean 0 and deviation 1 on the training chunks. */
  directions: Float32Array;
  /** [count] */
  offset: Float32Array;
  count: number;
}

/** The vectors of the words that are most frequent in these chunks, [words, D]; rows of zeros where there are fewer. */
export function mostCommonWords(chunks: EmbeddedChunks, indices: Int32Array, words: number): Float32Array {
  const { window, dimension, tokens, lengths, vectors } = chunks;
  const counts = new Map<number, number>();
  for (const chunk of indices)
    for (let t = 0; t < lengths[chunk]!; t++) {
      const id = tokens[chunk * window + t]!;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  // Words that share a vector ("The" and "the") are one here.
  const places = commonWordsOf(vectors, vectors, dimension);
  const byVector = new Map<number, number>();
  for (const [id, count] of counts) {
    const place = places[id]!;
    if (place >= 0) byVector.set(place, (byVector.get(place) ?? 0) + count);
  }
  const common = [...byVector].sort(([a, n], [b, m]) => m - n || a - b).slice(0, words);
  const found = new Float32Array(words * dimension);
  common.forEach(([id], word) => found.set(vectors.subarray(id * dimension, (id + 1) * dimension), word * dimension));
  return found;
}

/**
 * What tells one poem's chunks from another's, [chunks, D + words]: the mean of the word vectors around `centre`, and the
 * square roots of the common words' shares, whose variance is alike for frequent words and for rare ones. `common` are
 * these words' places by vocabulary entry, see `commonWordsOf`.
 */
export function chunkFeatures(
  { tokens, lengths, window, dimension, vectors }: EmbeddedChunks,
  indices: ArrayLike<number>,
  centre: ArrayLike<number>,
  common: Int32Array,
  words: number,
): Float32Array {
  const width = dimension + words;
  const features = new Float32Array(indices.length * width);
  for (let row = 0; row < indices.length; row++) {
    const chunk = indices[row]!;
    const start = row * width;
    const share = 1 / lengths[chunk]!;
    for (let t = 0; t < lengths[chunk]!; t++) {
      const id = tokens[chunk * window + t]!;
      for (let d = 0; d < dimension; d++) features[start + d]! += (vectors[id * dimension + d]! - centre[d]!) * share;
      if (common[id]! >= 0) features[start + dimension + common[id]!]! += share;
    }
    for (let i = start + dimension; i < start + width; i++) features[i] = Math.sqrt(features[i]!);
  }
  return features;
}

/**
 * Writes the discriminants of chunks, [rows, count], to the first columns of `to`, [rows, stride], without making their
 * features: what the words' vectors say is added up from each word's own, and of the common words only those that are
 * there count. Right to single precision.
 */
export function discriminantReader(
  { window, dimension, vectors }: Pick<EmbeddedChunks, 'window' | 'dimension' | 'vectors'>,
  { directions, offset, count }: Discriminants,
  centre: ArrayLike<number>,
  common: Int32Array,
): (tokens: Int32Array, lengths: Int32Array, to: Float32Array, stride: number) => void {
  const vocabulary = vectors.length / dimension;
  const ofWord = new Float64Array(vocabulary * count);
  for (let id = 0; id < vocabulary; id++)
    for (let d = 0; d < dimension; d++) {
      const x = vectors[id * dimension + d]! - centre[d]!;
      for (let k = 0; k < count; k++) ofWord[id * count + k]! += x * directions[d * count + k]!;
    }
  const times = new Float64Array(common.reduce((most, word) => Math.max(most, word + 1), 0));
  const sums = new Float64Array(count);
  const there: number[] = [];
  return (tokens, lengths, to, stride) => {
    for (let row = 0; row < lengths.length; row++) {
      const length = lengths[row]!;
      sums.fill(0);
      for (let t = 0; t < length; t++) {
        const id = tokens[row * window + t]!;
        for (let k = 0; k < count; k++) sums[k]! += ofWord[id * count + k]! / length;
        const word = common[id]!;
        if (word < 0) continue;
        if (times[word] === 0) there.push(word);
        times[word]! += 1;
      }
      for (let word = there.pop(); word !== undefined; word = there.pop()) {
        const root = Math.sqrt(times[word]! / length);
        for (let k = 0; k < count; k++) sums[k]! += root * directions[(dimension + word) * count + k]!;
        times[word] = 0;
      }
      for (let k = 0; k < count; k++) to[row * stride + k] = offset[k]! + sums[k]!;
    }
  };
}

/**
 * Linear discriminants with the poem as the class (Fisher 1936; Rao 1948), of features [rows, width] brought to
 * deviation 1, with a ridge on the covariance within poems. Between n poems there are n - 1 directions: `count` says
 * how many of those `wanted` there are.
 */
export async function fitDiscriminants(
  features: Float32Array,
  width: number,
  poems: ArrayLike<number>,
  wanted: number,
  random: { normal(): number },
  signal?: AbortSignal,
): Promise<Discriminants> {
  const rows = poems.length;
  const { means, deviations } = momentsOf(features, width);
  const scaled = features.map((x, i) => (x - means[i % width]!) / deviations[i % width]!);
  const total = squareMatrix(width, await matrixProduct(scaled, rows, width, scaled, width, { transposeA: true }));

  // Each poem's sum over the square root of its size: their products are the covariance between poems.
  const sizes = new Map<number, number>();
  for (let row = 0; row < rows; row++) sizes.set(poems[row]!, (sizes.get(poems[row]!) ?? 0) + 1);
  const place = new Map([...sizes.keys()].map((poem, i) => [poem, i]));
  const sums = new Float32Array(sizes.size * width);
  for (let row = 0; row < rows; row++) {
    const start = place.get(poems[row]!)! * width;
    const factor = 1 / Math.sqrt(sizes.get(poems[row]!)!);
    for (let i = 0; i < width; i++) sums[start + i]! += scaled[row * width + i]! * factor;
  }
  const between = squareMatrix(width, await matrixProduct(sums, sizes.size, width, sums, width, { transposeA: true }));
  const within = Matrix.sub(total, between);
  within.add(Matrix.eye(width, width, (shrinkage * within.trace()) / width));

  // The generalised problem B g = l W g: with W = L L' and B = S'S, the g are L'^(-1) times the right singular vectors
  // of S L'^(-1).
  const cholesky = new CholeskyDecomposition(within);
  const found = cholesky.isPositiveDefinite() ? Math.min(wanted, width, Math.max(sizes.size - 1, 0)) : 0;
  const lower = cholesky.lowerTriangularMatrix;
  const whitened = found > 0 ? solveLower(lower, sums, sizes.size) : new Float32Array();
  const source = {
    // Each row once more with the other sign: their mean is then zero, as that of the poems' weighed sums may not be.
    rows: 2 * sizes.size,
    columns: width,
    fill(from: number, to: number, target: Float32Array) {
      for (let row = from; row < to; row++)
        for (let i = 0; i < width; i++)
          target[(row - from) * width + i] = whitened[(row >> 1) * width + i]! * (row % 2 === 0 ? 1 : -1);
    },
  };
  const { components, rank: count } =
    found > 0 ? await fitPrincipalComponents(source, found, random, { signal }) : { components: whitened, rank: 0 };
  const directions = new Float32Array(width * count);
  const offset = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const direction = solveUpper(lower, components.subarray(k * width, (k + 1) * width));
    let variance = 0;
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++) variance += (direction[i]! * total.get(i, j) * direction[j]!) / rows;
    const largest = direction.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    const scale = variance > 0 ? Math.sign(largest) / Math.sqrt(variance) : 0;
    for (let i = 0; i < width; i++) {
      const g = (direction[i]! * scale) / deviations[i]!;
      directions[i * count + k] = g;
      offset[k]! -= g * means[i]!;
    }
  }
  return { directions, offset, count };
}

/** Rows times L'^(-1), [rows, size]. */
function solveLower(lower: Matrix, rows: Float32Array, count: number): Float32Array {
  const size = lower.rows;
  // A column of the result for each row, so that the innermost loop runs along memory.
  const columns = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: count }, (_, r) => rows[r * size + i]!),
  );
  const result = new Float32Array(count * size);
  for (let i = 0; i < size; i++) {
    const column = columns[i]!;
    for (let j = 0; j < i; j++) {
      const factor = lower.get(i, j);
      const before = columns[j]!;
      for (let r = 0; r < count; r++) column[r]! -= factor * before[r]!;
    }
    const pivot = lower.get(i, i);
    for (let r = 0; r < count; r++) result[r * size + i] = column[r]! /= pivot;
  }
  return result;
}

/** L'^(-1) x */
function solveUpper(lower: Matrix, x: Float32Array): Float64Array {
  const result = Float64Array.from(x);
  for (let i = result.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < result.length; j++) result[i]! -= lower.get(j, i) * result[j]!;
    result[i]! /= lower.get(i, i);
  }
  return result;
}

/** Of each column; a deviation of 0 counts as 1. */
function momentsOf(rows: Float32Array, width: number): { means: Float64Array; deviations: Float64Array } {
  const count = rows.length / width;
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  rows.forEach((x, i) => (means[i % width]! += x / count));
  rows.forEach((x, i) => (deviations[i % width]! += (x - means[i % width]!) ** 2 / count));
  return { means, deviations: deviations.map((variance) => Math.sqrt(variance) || 1) };
}

function squareMatrix(size: number, values: Float32Array): Matrix {
  const square = Matrix.from1DArray(size, size, values);
  // Rounding must not make it unsymmetric.
  return Matrix.add(square, square.transpose()).mul(0.5);
}
