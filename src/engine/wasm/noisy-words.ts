import type { Noise } from '../../model/objective.ts';
import type { BatchPlan } from '../batch-plan.ts';
import { createNoisyVectors, noisyPlaces } from '../noise.ts';
import type { StepRandom } from '../step-random.ts';
import type { Arena } from './arena.ts';
import type { Context } from './context.ts';

/** Lets the encoder read each token's own vector with noise, in place of the distinct words. */
export interface NoisyWords {
  apply(plan: BatchPlan, random: StepRandom): void;
}

/** Undefined where there is no noise. */
export function createNoisyWords(context: Context, arena: Arena, noise: Noise, seed: number): NoisyWords | undefined {
  const { D, maxRows, maxSteps } = context.sizes;
  const noisy = createNoisyVectors(noise, seed, D);
  if (!noisy) return undefined;
  const vectors = arena.floats((maxRows * maxSteps + 1) * D);
  return {
    apply(plan, random) {
      noisy.fill(plan, context.words.view, random, vectors.view);
      for (let i = 0; i < plan.tokens; i++) context.readWords.view[i] = i;
      context.encoderWords.view.set(noisyPlaces(plan));
      context.reading = { address: vectors.address, rows: plan.tokens + 1 };
    },
  };
}
