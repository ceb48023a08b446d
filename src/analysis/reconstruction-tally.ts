import type { EmbeddedChunks } from './embedded-chunks.ts';
import type { ChunkError, PositionError } from './evaluation.ts';

/** Adds up the errors of one predictor, chunk by chunk. */
export interface ReconstructionTally {
  /** `predicted` holds the chunk's [window, D] from `offset` on; padding is not looked at. */
  add(chunk: number, predicted: ArrayLike<number>, offset: number): void;
  readonly tokens: number;
  mse(): number;
  cosine(): number;
  byPosition(): PositionError[];
  perChunk(): ChunkError[];
}

/** As in PyTorch's cosine_similarity: a zero vector is at right angles to everything. */
const smallestNorm = 1e-8;

export function createReconstructionTally(chunks: EmbeddedChunks): ReconstructionTally {
  const { window, dimension, vectors } = chunks;
  const errorAt = new Float64Array(window);
  const countAt = new Int32Array(window);
  const perChunk: ChunkError[] = [];
  let cosines = 0;
  let tokens = 0;
  const sum = (values: Iterable<number>): number => {
    let total = 0;
    for (const value of values) total += value;
    return total;
  };
  return {
    add(chunk, predicted, offset) {
      const length = chunks.lengths[chunk]!;
      let chunkError = 0;
      let chunkCosine = 0;
      for (let t = 0; t < length; t++) {
        const truth = chunks.tokens[chunk * window + t]! * dimension;
        const guess = offset + t * dimension;
        let error = 0;
        let dot = 0;
        let truthSquared = 0;
        let guessSquared = 0;
        for (let d = 0; d < dimension; d++) {
          const x = vectors[truth + d]!;
          const y = predicted[guess + d]!;
          error += (x - y) * (x - y);
          dot += x * y;
          truthSquared += x * x;
          guessSquared += y * y;
        }
        errorAt[t]! += error / dimension;
        countAt[t]! += 1;
        chunkError += error / dimension;
        chunkCosine += dot / Math.max(Math.sqrt(truthSquared * guessSquared), smallestNorm);
      }
      cosines += chunkCosine;
      tokens += length;
      perChunk.push({ chunk, mse: chunkError / Math.max(length, 1), cosine: chunkCosine / Math.max(length, 1) });
    },
    get tokens() {
      return tokens;
    },
    mse: () => sum(errorAt) / Math.max(tokens, 1),
    cosine: () => cosines / Math.max(tokens, 1),
    byPosition: () =>
      [...errorAt.keys()]
        .filter((t) => countAt[t]! > 0)
        .map((t) => ({ position: t + 1, mse: errorAt[t]! / countAt[t]!, count: countAt[t]! })),
    perChunk: () => perChunk,
  };
}
