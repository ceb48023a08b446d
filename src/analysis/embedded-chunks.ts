import type { Batch } from '../engine/engine.ts';

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

/** Mean word vector over the valid tokens of these chunks, [D]. */
export function meanWordVector(chunks: EmbeddedChunks, indices: ArrayLike<number>): Float64Array {
  const { window, dimension, vectors } = chunks;
  const counts = new Float64Array(vectors.length / dimension);
  let tokens = 0;
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * window;
    const length = chunks.lengths[indices[i]!]!;
    for (let t = 0; t < length; t++) counts[chunks.tokens[start + t]!]! += 1;
    tokens += length;
  }
  const mean = new Float64Array(dimension);
  for (let id = 0; id < counts.length; id++) {
    const share = counts[id]! / Math.max(tokens, 1);
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

/** Word vectors of each chunk side by side, [rows, window x D]; padding is zero. */
export function flattenedRows(chunks: EmbeddedChunks, indices: ArrayLike<number>): Float32Array {
  const { window, dimension, vectors, tokens } = chunks;
  const flat = new Float32Array(indices.length * window * dimension);
  for (let row = 0; row < indices.length; row++) {
    const chunk = indices[row]!;
    for (let t = 0; t < chunks.lengths[chunk]!; t++) {
      const id = tokens[chunk * window + t]!;
      flat.set(vectors.subarray(id * dimension, (id + 1) * dimension), (row * window + t) * dimension);
    }
  }
  return flat;
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
