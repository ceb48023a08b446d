import type { ChunkSet } from '../corpus/types.ts';

/** The usual strength of the smoothing: words rarer than one in a thousand count about fully. */
const SMOOTHING = 1e-3;

/**
 * Smooth inverse frequency (Arora et al. 2017): a / (a + p) for each entry of the vocabulary, with p its share of the
 * tokens of these chunks.
 */
export function smoothInverseFrequencies(chunkSet: ChunkSet, chunks: Int32Array, vocabulary: number): Float32Array {
  const counts = countWords(chunkSet, chunks, vocabulary);
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) => SMOOTHING / (SMOOTHING + count / Math.max(1, tokens)));
}

/** The mean word vector, [D], over the tokens of these chunks; `vectors` is [vocabulary, D]. */
export function meanWordVector(
  chunkSet: ChunkSet,
  chunks: Int32Array,
  vectors: Float32Array,
  dimension: number,
): Float32Array {
  const counts = countWords(chunkSet, chunks, vectors.length / dimension);
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  const mean = new Float64Array(dimension);
  counts.forEach((count, word) => {
    if (count > 0) for (let k = 0; k < dimension; k++) mean[k]! += (count / tokens) * vectors[word * dimension + k]!;
  });
  return Float32Array.from(mean);
}

function countWords({ window, tokens, lengths }: ChunkSet, chunks: Int32Array, vocabulary: number): Float64Array {
  const counts = new Float64Array(vocabulary);
  for (const chunk of chunks) for (let t = 0; t < lengths[chunk]!; t++) counts[tokens[chunk * window + t]!]!++;
  return counts;
}
