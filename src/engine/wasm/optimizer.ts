import type { OptimizerState } from '../engine.ts';
import { adamStep } from './adam.ts';
import type { Arena } from './arena.ts';
import type { Context } from './context.ts';
import { createParameterBlock, type ParameterLayout } from './parameter-block.ts';

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
  { team, weights, gradients }: Context,
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
      const stretch = {
        ...{ weights: weights.buffer.address, gradients: gradients.buffer.address, length: layout.length },
        ...{ firstMoment: firstMoment.buffer.address, secondMoment: secondMoment.buffer.address },
      };
      adamStep(team, stretch, steps, learningRate, clip);
    },
    state: () => ({ step: steps, firstMoment: firstMoment.read(), secondMoment: secondMoment.read() }),
    setState(state) {
      firstMoment.write(state.firstMoment);
      secondMoment.write(state.secondMoment);
      steps = state.step;
    },
  };
}
