import { buildNeighbourIndex } from './neighbours.ts';
import { packMatrix } from './packed-matrix.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** Tells how similar each asked chunk is to every chunk, [chunks]; what `visit` gets holds until it returns. */
export type SimilaritySearch = (
  queries: Int32Array,
  visit: (query: number, similarities: Float32Array) => void,
  signal?: AbortSignal,
) => Promise<void>;

const queryRows = 64;

/** By exact cosine of `vectors`, [chunks, size], around the mean of the training chunks. */
export function cosineSearch(vectors: Float32Array, size: number, trainChunks: ArrayLike<number>): SimilaritySearch {
  return async (queries, visit, signal) => {
    const { unit, rows } = buildNeighbourIndex(vectors, size, trainChunks);
    const others = await packMatrix(unit, size, rows, queryRows);
    try {
      for (let from = 0; from < queries.length; from += queryRows) {
        const asked = queries.subarray(from, from + queryRows);
        asked.forEach((chunk, i) => others.left.set(unit.subarray(chunk * size, (chunk + 1) * size), i * size));
        const similarities = others.multiply(asked.length);
        asked.forEach((_, i) => visit(from + i, similarities.subarray(i * rows, (i + 1) * rows)));
        await yieldToEvents(signal);
      }
    } finally {
      others.dispose();
    }
  };
}
