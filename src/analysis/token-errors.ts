import type { EmbeddedChunks } from './embedded-chunks.ts';

/** How well each token of a chunk is given back, [length]. */
export interface TokenErrors {
  /** Mean squared error of a component. */
  mse: Float64Array;
  /** Cosine similarity of the reconstructed and the true vector. */
  cosine: Float64Array;
}

/** As in PyTorch's cosine_similarity: a zero vector is at right angles to everything. */
const smallestNorm = 1e-8;

/** `predicted` holds the chunk's [window, D] from `offset` on; padding is not looked at. */
export function tokenErrors(
  chunks: EmbeddedChunks,
  chunk: number,
  predicted: ArrayLike<number>,
  offset: number,
): TokenErrors {
  const { window, dimension, vectors } = chunks;
  const length = chunks.lengths[chunk]!;
  const mse = new Float64Array(length);
  const cosine = new Float64Array(length);
  for (let t = 0; t < length; t++) {
    const truth = chunks.tokens[chunk * window + t]! * dimension;
    const guess = offset + t * dimension;
    let [error, dot, truthSquared, guessSquared] = [0, 0, 0, 0];
    for (let d = 0; d < dimension; d++) {
      const x = vectors[truth + d]!;
      const y = predicted[guess + d]!;
      error += (x - y) * (x - y);
      dot += x * y;
      truthSquared += x * x;
      guessSquared += y * y;
    }
    mse[t] = error / dimension;
    cosine[t] = dot / Math.max(Math.sqrt(truthSquared * guessSquared), smallestNorm);
  }
  return { mse, cosine };
}
