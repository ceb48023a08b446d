import type { EmbeddedChunks } from './embedded-chunks.ts';

/** The `a` of smooth inverse frequency, as Arora, Liang and Ma have it. */
const smoothing = 1e-3;

/**
 * Smooth inverse frequency (Arora, Liang and Ma 2017): how much each token counts, a / (a + p), [vocabulary], where p is
 * its share of the training chunks' tokens. Tokens that the training never saw count like those it saw once. So what a
 * poem says counts more than commas, line breaks and function words, of which there are most.
 */
export function inverseFrequencyWeights(chunks: EmbeddedChunks, trainChunks: ArrayLike<number>): Float64Array {
  const { window, dimension, tokens, lengths, vectors } = chunks;
  const counts = new Float64Array(vectors.length / dimension);
  let total = 0;
  for (let i = 0; i < trainChunks.length; i++) {
    const chunk = trainChunks[i]!;
    for (let t = 0; t < lengths[chunk]!; t++) counts[tokens[chunk * window + t]!]! += 1;
    total += lengths[chunk]!;
  }
  return counts.map((count) => smoothing / (smoothing + Math.max(count, 1) / Math.max(total, 1)));
}
