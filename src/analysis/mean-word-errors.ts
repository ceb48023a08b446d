import type { EmbeddedChunks } from './embedded-chunks.ts';
import type { ChunkErrors } from './encode.ts';
import { tokenErrors } from './token-errors.ts';

/**
 * The errors of the baseline that always guesses the same word vector, `guess` [D], on every chunk. They depend on the
 * token alone, so they are measured once for each distinct token.
 */
export function meanWordErrors(chunks: EmbeddedChunks, guess: ArrayLike<number>): ChunkErrors {
  const { window, dimension, vectors, tokens, lengths } = chunks;
  const words = vectors.length / dimension;
  const everyWord: EmbeddedChunks = {
    ...{ window: 1, vectors, dimension },
    tokens: Int32Array.from({ length: words }, (_, id) => id),
    lengths: new Int32Array(words).fill(1),
  };
  const mse = new Float64Array(words);
  const cosine = new Float64Array(words);
  for (let id = 0; id < words; id++) {
    const error = tokenErrors(everyWord, id, guess, 0);
    mse[id] = error.mse[0]!;
    cosine[id] = error.cosine[0]!;
  }
  const meanOver = (chunk: number, values: Float64Array): number => {
    let sum = 0;
    for (let t = 0; t < lengths[chunk]!; t++) sum += values[tokens[chunk * window + t]!]!;
    return sum / Math.max(lengths[chunk]!, 1);
  };
  return {
    mse: Float32Array.from(lengths, (_, chunk) => meanOver(chunk, mse)),
    cosine: Float32Array.from(lengths, (_, chunk) => meanOver(chunk, cosine)),
  };
}
