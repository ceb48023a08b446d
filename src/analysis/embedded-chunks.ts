import type { Batch } from '../engine/engine.ts';
import type { VectorRows } from './vector-row-products.ts';

/** Chunks as the network reads them: token ids, and one vector per distinct token. */
export interface EmbeddedChunks {
  /** Steps of a chunk (T). */
  window: number;
  /** [chunks, window], padded with id 0. */
  tokens: Int32Array;
  /** Tokens before the padding, [chunks]. */
  lengths: Int32Array;
  /** [vocabulary, dimension]; row 0, the padding's, is zero. */
  vectors: Float32Array;
  /** Width of a word vector (D). */
  dimension: number;
}

/** The chunks of these indices as one batch of full width. */
export function batchOfChunks(chunks: EmbeddedChunks, indices: ArrayLike<number>): Batch {
  const { window } = chunks;
  const rows = indices.length;
  const tokens = new Int32Array(rows * window);
  const lengths = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const chunk = indices[row]!;
    tokens.set(chunks.tokens.subarray(chunk * window, (chunk + 1) * window), row * window);
    lengths[row] = chunks.lengths[chunk]!;
  }
  return { tokens, lengths, rows, steps: window };
}

/** Mean word vector over the valid tokens of these chunks, [D]; each token counts as `weights`, [vocabulary], say. */
export function meanWordVector(
  chunks: EmbeddedChunks,
  indices: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Float64Array {
  const { window, dimension, vectors } = chunks;
  const counts = new Float64Array(vectors.length / dimension);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * window;
    const length = chunks.lengths[indices[i]!]!;
    for (let t = 0; t < length; t++) counts[chunks.tokens[start + t]!]! += 1;
  }
  if (weights) for (let id = 0; id < counts.length; id++) counts[id]! *= weights[id]!;
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const mean = new Float64Array(dimension);
  for (let id = 0; id < counts.length; id++) {
    const share = counts[id]! / total;
    if (share > 0) for (let d = 0; d < dimension; d++) mean[d]! += share * vectors[id * dimension + d]!;
  }
  return mean;
}

/** The same chunks with `centre` taken off every word vector but the padding's, which stays zero: "nothing to say". */
export function centredChunks(chunks: EmbeddedChunks, centre: ArrayLike<number>): EmbeddedChunks {
  const { dimension } = chunks;
  const vectors = chunks.vectors.slice();
  for (let i = dimension; i < vectors.length; i++) vectors[i]! -= centre[i % dimension]!;
  return { ...chunks, vectors };
}

/** The same chunks with every word vector multiplied by its word's factor, [vocabulary]. */
export function scaledChunks(chunks: EmbeddedChunks, factors: ArrayLike<number>): EmbeddedChunks {
  const { dimension } = chunks;
  const vectors = chunks.vectors.map((x, i) => x * factors[Math.floor(i / dimension)]!);
  return { ...chunks, vectors };
}

/** Word vectors of each chunk side by side, [rows, window x D]; padding is zero. */
export function flattenedRows(chunks: EmbeddedChunks, indices: ArrayLike<number>): Float32Array {
  const { window, dimension, vectors, tokens, lengths } = chunks;
  const flat = new Float32Array(indices.length * window * dimension);
  for (let row = 0; row < indices.length; row++) {
    const chunk = indices[row]!;
    const start = row * window * dimension;
    const length = lengths[chunk]!;
    for (let t = 0; t < length; t++) {
      const id = tokens[chunk * window + t]!;
      flat.set(vectors.subarray(id * dimension, (id + 1) * dimension), start + t * dimension);
    }
  }
  return flat;
}

/** As `flattenedRows`, to be made piece by piece. */
export function flattenedSource(chunks: EmbeddedChunks, indices: ArrayLike<number>): VectorRows {
  const { window, dimension, vectors, tokens } = chunks;
  return {
    ...{ rows: indices.length, columns: window * dimension, vectors, dimension },
    choose(from, to, target) {
      for (let row = from; row < to; row++) {
        const start = indices[row]! * window;
        target.set(tokens.subarray(start, start + window), (row - from) * window);
      }
    },
  };
}

/** Mean of each chunk's word vectors over its valid tokens, [chunks, D]. */
export function meanPooledRows(chunks: EmbeddedChunks): Float32Array {
  const { window, dimension, vectors, tokens, lengths } = chunks;
  const pooled = new Float32Array(lengths.length * dimension);
  lengths.forEach((length, chunk) => {
    for (let t = 0; t < length; t++) {
      const start = tokens[chunk * window + t]! * dimension;
      for (let d = 0; d < dimension; d++) pooled[chunk * dimension + d]! += vectors[start + d]! / length;
    }
  });
  return pooled;
}

/** As `meanPooledRows`, with each token counting as `weights`, [vocabulary], say. */
export function weightedMeanPooledRows(chunks: EmbeddedChunks, weights: ArrayLike<number>): Float32Array {
  const { window, dimension, tokens, lengths } = chunks;
  const pooled = meanPooledRows(scaledChunks(chunks, weights));
  lengths.forEach((length, chunk) => {
    let total = 0;
    for (let t = 0; t < length; t++) total += weights[tokens[chunk * window + t]!]!;
    for (let d = 0; d < dimension && total > 0; d++) pooled[chunk * dimension + d]! *= length / total;
  });
  return pooled;
}
