import type { EmbeddedChunks } from './embedded-chunks.ts';
import type { SimilaritySearch } from './similarity-search.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** A sparse matrix: the entries of row r are those from `offsets[r]` to `offsets[r + 1]`. */
export interface SparseRows {
  offsets: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

const queriesBetweenEvents = 64;

/** By cosine of `tfIdfRows`. */
export function tfIdfSearch(chunks: EmbeddedChunks, trainChunks: ArrayLike<number>): SimilaritySearch {
  return async (queries, visit, signal) => {
    const rows = tfIdfRows(chunks, trainChunks);
    const holders = transposed(rows, chunks.vectors.length / chunks.dimension);
    const [holding, values] = [holders.columns, holders.values];
    const similarities = new Float32Array(chunks.lengths.length);
    for (let i = 0; i < queries.length; i++) {
      similarities.fill(0);
      for (let k = rows.offsets[queries[i]!]!; k < rows.offsets[queries[i]! + 1]!; k++) {
        const weight = rows.values[k]!;
        const token = rows.columns[k]!;
        const end = holders.offsets[token + 1]!;
        for (let place = holders.offsets[token]!; place < end; place++)
          similarities[holding[place]!]! += weight * values[place]!;
      }
      visit(i, similarities);
      if (i % queriesBetweenEvents === 0) await yieldToEvents(signal);
    }
  };
}

/**
 * TF-IDF over tokens (Salton and Buckley 1988), [chunks, vocabulary], each row of length 1: a token's count in the chunk
 * x log((1 + N) / (1 + n)), where n of the N training chunks hold it. What stands in every chunk, a comma say, weighs
 * nothing; a row is empty where all its tokens do.
 */
export function tfIdfRows(chunks: EmbeddedChunks, trainChunks: ArrayLike<number>): SparseRows {
  const { lengths } = chunks;
  const vocabulary = chunks.vectors.length / chunks.dimension;
  const inverse = new Float64Array(vocabulary);
  for (let i = 0; i < trainChunks.length; i++)
    for (const token of countsIn(chunks, trainChunks[i]!).keys()) inverse[token]! += 1;
  for (let token = 0; token < vocabulary; token++)
    inverse[token] = Math.log((1 + trainChunks.length) / (1 + inverse[token]!));
  const most = lengths.reduce((sum, length) => sum + length, 0);
  const rows = {
    offsets: new Int32Array(lengths.length + 1),
    columns: new Int32Array(most),
    values: new Float32Array(most),
  };
  let end = 0;
  for (let chunk = 0; chunk < lengths.length; chunk++) {
    const start = end;
    let squares = 0;
    for (const [token, count] of countsIn(chunks, chunk)) {
      const weight = count * inverse[token]!;
      if (!(weight > 0)) continue;
      rows.columns[end] = token;
      rows.values[end++] = weight;
      squares += weight * weight;
    }
    for (let k = start; k < end; k++) rows.values[k]! /= Math.sqrt(squares);
    rows.offsets[chunk + 1] = end;
  }
  return { ...rows, columns: rows.columns.subarray(0, end), values: rows.values.subarray(0, end) };
}

/** How often each token stands in a chunk. */
function countsIn({ window, tokens, lengths }: EmbeddedChunks, chunk: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let t = 0; t < lengths[chunk]!; t++) {
    const token = tokens[chunk * window + t]!;
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return counts;
}

/** Rows and columns exchanged: for each token the chunks that hold it. */
function transposed({ offsets, columns, values }: SparseRows, width: number): SparseRows {
  const starts = new Int32Array(width + 1);
  for (const column of columns) starts[column + 1]! += 1;
  for (let column = 0; column < width; column++) starts[column + 1]! += starts[column]!;
  const next = starts.slice();
  const result = { offsets: starts, columns: new Int32Array(columns.length), values: new Float32Array(columns.length) };
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
      const place = next[columns[k]!]!++;
      result.columns[place] = row;
      result.values[place] = values[k]!;
    }
  return result;
}
