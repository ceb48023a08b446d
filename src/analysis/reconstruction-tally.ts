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
}

export function createReconstructionTally(chunks: EmbeddedChunks): ReconstructionTally {
  const { window } = chunks;
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
      const errors = tokenErrors(chunks, chunk, predicted, offset);
      const length = errors.mse.length;
      let chunkError = 0;
      let chunkCosine = 0;
      for (let t = 0; t < length; t++) {
        errorAt[t]! += errors.mse[t]!;
        countAt[t]! += 1;
        chunkError += errors.mse[t]!;
        chunkCosine += errors.cosine[t]!;
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
