import type { BatchPlan } from './batch-plan.ts';
import type { StepRandom } from './step-random.ts';

/** Feeds some steps the true word before in place of the decoder's own output (Williams and Zipser 1989). */
export interface TeacherForcing {
  /** Of the steps after the first, drawn for each token. */
  share: number;
  random: StepRandom;
}

/** The tokens whose step is fed the true word before; none at the first step, and none outside of training. */
export interface ForcedTokens {
  draw(plan: BatchPlan, forcing: TeacherForcing | undefined): void;
  any(): boolean;
  /** By the token's compact place. */
  has(token: number): boolean;
}

export function createForcedTokens(most: number): ForcedTokens {
  const forced = new Uint8Array(most);
  let any = false;
  return {
    draw(plan, forcing) {
      forced.fill(0);
      any = false;
      if (!forcing || forcing.share <= 0) return;
      for (let token = plan.rows; token < plan.tokens; token++)
        if (forcing.random.uniform() < forcing.share) {
          forced[token] = 1;
          any = true;
        }
    },
    any: () => any,
    has: (token) => forced[token] === 1,
  };
}
