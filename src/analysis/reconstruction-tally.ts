import type { EmbeddedChunks } from './embedded-chunks.ts';
import type { ChunkError, PositionError } from './evaluation.ts';
import { tokenErrors } from './token-errors.ts';

/** Adds up the errors of one predictor, chunk by chunk. */
export interface ReconstructionTally {
  /** `predicted` holds the chunk's [window, D] from `offset` on; padding is not looked at. */
  add(chunk: number, predicted: ArrayLike<number>, offset: number): void;
  readonly tokens: number;
  mse(): number;
  cosine(): number;
  byPosition(): PositionError[];
  perChunk(): ChunkError[];
  /** Sums over each chunk's tokens, in the order they were added. */
  sums(): TallySums;
}

export interface TallySums {
  tokens: number[];
  /** Of the tokens' mean squared errors. */
  error: number[];
  /** Of the same times the word's weight. */
  weightedError: number[];
}

/** `weights`, [vocabulary], say how much each word counts in the weighted sums; all alike without them. */
export function createReconstructionTally(chunks: EmbeddedChunks, weights?: ArrayLike<number>): ReconstructionTally {
  const { window } = chunks;
  const errorAt = new Float64Array(window);
  const countAt = new Int32Array(window);
  const perChunk: ChunkError[] = [];
  const sums: TallySums = { tokens: [], error: [], weightedError: [] };
  let cosines = 0;
  let tokens = 0;
  const sum = (values: Iterable<number>): number => {
    let total = 0;
    for (const value of values) total += value;
    return total;
  };
  return {
    add(chunk, predicted, offset) {
      const errors = tokenErrors(chunks, chunk, predicted, offset);
      const length = errors.mse.length;
      let chunkError = 0;
      let chunkCosine = 0;
      let weightedError = 0;
      for (let t = 0; t < length; t++) {
        errorAt[t]! += errors.mse[t]!;
        countAt[t]! += 1;
        chunkError += errors.mse[t]!;
        chunkCosine += errors.cosine[t]!;
        weightedError += errors.mse[t]! * (weights ? weights[chunks.tokens[chunk * window + t]!]! : 1);
      }
      cosines += chunkCosine;
      tokens += length;
      sums.tokens.push(length);
      sums.error.push(chunkError);
      sums.weightedError.push(weightedError);
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
    sums: () => sums,
  };
}
