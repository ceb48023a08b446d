import type { ChunkSet } from './types.ts';

export interface ChunkBatch {
  /** Token ids, [rows, steps], padded with 0. */
  tokens: Int32Array;
  /** Tokens of each row before the padding, [rows]. */
  lengths: Int32Array;
  rows: number;
  steps: number;
}

/** The chunks at `indices`, a row each, cut after `steps` tokens. */
export function batchOf(chunkSet: ChunkSet, indices: ArrayLike<number>, steps: number): ChunkBatch {
  const { window, tokens, lengths } = chunkSet;
  const rows = indices.length;
  const batch: ChunkBatch = { tokens: new Int32Array(rows * steps), lengths: new Int32Array(rows), rows, steps };
  for (let row = 0; row < rows; row++) {
    const chunk = indices[row]!;
    const length = Math.min(lengths[chunk]!, steps);
    batch.lengths[row] = length;
    const [from, to] = [chunk * window, row * steps];
    for (let t = 0; t < length; t++) batch.tokens[to + t] = tokens[from + t]!;
  }
  return batch;
}
