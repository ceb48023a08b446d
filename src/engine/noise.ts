import type { Noise } from '../model/objective.ts';
import type { BatchPlan } from './batch-plan.ts';
import { createStepRandom, type StepRandom } from './step-random.ts';

/** Normal numbers made once: each word's noise is a run of them that begins at random. */
const POOL = 1 << 16;

/**
 * What the encoder reads in place of the distinct words: each valid token's own vector with noise, in the compact order,
 * then one of zeros, the padding's.
 */
export interface NoisyVectors {
  /** Fills `vectors`, [tokens + 1, D], from those of the distinct words, [words, D]. */
  fill(plan: BatchPlan, words: Float32Array, random: StepRandom, vectors: Float32Array): void;
}

/** Undefined where there is no noise. `seed` is the network's, `D` the width of a word vector. */
export function createNoisyVectors(noise: Noise, seed: number, D: number): NoisyVectors | undefined {
  if (noise.gaussian <= 0 && noise.wordDrop <= 0) return undefined;
  const { normal } = createStepRandom(seed, 0, 2);
  const pool = Float32Array.from({ length: noise.gaussian > 0 ? POOL : 0 }, () => noise.gaussian * normal());
  return {
    fill({ tokens, decoderWords }, words, random, vectors) {
      vectors.fill(0, 0, (tokens + 1) * D);
      for (let i = 0; i < tokens; i++) {
        if (random.uniform() < noise.wordDrop) continue;
        const to = vectors.subarray(i * D, (i + 1) * D);
        to.set(words.subarray(decoderWords[i]! * D, (decoderWords[i]! + 1) * D));
        if (pool.length === 0) continue;
        const start = Math.floor(random.uniform() * POOL);
        for (let k = 0; k < D; k++) to[k]! += pool[(start + k) % POOL]!;
      }
    },
  };
}

/** Where those vectors are of each token, time-major, padding included, [steps * rows]. */
export function noisyPlaces({ rows, steps, active, offsets, tokens }: BatchPlan): Int32Array {
  const places = new Int32Array(steps * rows).fill(tokens);
  for (let t = 0; t < steps; t++) for (let i = 0; i < active[t]!; i++) places[t * rows + i] = offsets[t]! + i;
  return places;
}
