import type { Noise } from '../../model/objective.ts';
import type { Arena } from './arena.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { Context } from './context.ts';
import { createStepRandom, type StepRandom } from './step-random.ts';

/** Normal numbers made once: each word's noise is a run of them that begins at random. */
const POOL = 1 << 16;

/** Lets the encoder read each token's own vector with noise, in place of the distinct words. */
export interface NoisyWords {
  apply(plan: BatchPlan, random: StepRandom): void;
}

export function createNoisyWords(context: Context, arena: Arena, noise: Noise, seed: number): NoisyWords {
  const { D, maxRows, maxSteps } = context.sizes;
  // The last row is the padding's.
  const vectors = arena.floats((maxRows * maxSteps + 1) * D);
  const { normal } = createStepRandom(seed, 0, 2);
  const pool = Float32Array.from({ length: noise.gaussian > 0 ? POOL : 0 }, () => noise.gaussian * normal());

  return {
    apply(plan, random) {
      const { rows, steps, active, offsets, tokens, decoderWords } = plan;
      vectors.view.fill(0, 0, (tokens + 1) * D);
      for (let i = 0; i < tokens; i++) {
        context.readWords.view[i] = i;
        if (random.uniform() < noise.wordDrop) continue;
        const to = vectors.view.subarray(i * D, (i + 1) * D);
        to.set(context.words.view.subarray(decoderWords[i]! * D, (decoderWords[i]! + 1) * D));
        if (pool.length === 0) continue;
        const start = Math.floor(random.uniform() * POOL);
        for (let k = 0; k < D; k++) to[k]! += pool[(start + k) % POOL]!;
      }
      for (let t = 0; t < steps; t++)
        for (let i = 0; i < rows; i++)
          context.encoderWords.view[t * rows + i] = i < active[t]! ? offsets[t]! + i : tokens;
      context.reading = { address: vectors.address, rows: tokens + 1 };
    },
  };
}
