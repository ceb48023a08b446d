import type { OptimizerState } from '../engine.ts';
import type { Arena } from './arena.ts';
import type { Context } from './context.ts';
import { createParameterBlock, type ParameterLayout } from './parameter-block.ts';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** Adam (Kingma and Ba 2015) over the whole parameter block. */
export interface Optimizer {
  /** Steps taken. */
  readonly steps: number;
  /** `clip` scales the gradient. */
  step(learningRate: number, clip: number): void;
  state(): OptimizerState;
  setState(state: OptimizerState): void;
}

export function createOptimizer(
  { kernels, weights, gradients }: Context,
  arena: Arena,
  layout: ParameterLayout,
): Optimizer {
  const firstMoment = createParameterBlock(arena, layout);
  const secondMoment = createParameterBlock(arena, layout);
  let steps = 0;
  return {
    get steps() {
      return steps;
    },
    step(learningRate, clip) {
      steps++;
      kernels.adam(
        weights.buffer.address,
        gradients.buffer.address,
        firstMoment.buffer.address,
        secondMoment.buffer.address,
        layout.length,
        clip,
        learningRate / (1 - BETA_1 ** steps),
        1 / Math.sqrt(1 - BETA_2 ** steps),
        BETA_1,
        1 - BETA_1,
        BETA_2,
        1 - BETA_2,
        EPSILON,
      );
    },
    state: () => ({ step: steps, firstMoment: firstMoment.read(), secondMoment: secondMoment.read() }),
    setState(state) {
      firstMoment.write(state.firstMoment);
      secondMoment.write(state.secondMoment);
      steps = state.step;
    },
  };
}
