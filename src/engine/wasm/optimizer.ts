import type { OptimizerState } from '../engine.ts';
import { adamStep } from './adam.ts';
import type { Arena } from './arena.ts';
import type { Context } from './context.ts';
import { createParameterBlock, type ParameterBlock, type ParameterLayout } from './parameter-block.ts';

/** Of the learning rate, for a shortcut's decoder: it has been trained before, and is only to follow. */
const shortcutRate = 0.25;

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
  // The shortcut's slots are the last.
  const shortcut = layout.slots.find(({ name }) => name.startsWith('shortcut.'))?.offset ?? layout.length;
  const stretches = [
    { from: 0, to: shortcut, rate: 1 },
    { from: shortcut, to: layout.length, rate: shortcutRate },
  ].filter(({ from, to }) => from < to);
  let steps = 0;
  return {
    get steps() {
      return steps;
    },
    step(learningRate, clip) {
      steps++;
      for (const { from, to, rate } of stretches) {
        const at = (block: ParameterBlock): number => block.buffer.address + from * 4;
        const stretch = {
          ...{ weights: at(weights), gradients: at(gradients), length: to - from },
          ...{ firstMoment: at(firstMoment), secondMoment: at(secondMoment) },
        };
        adamStep(kernels, stretch, steps, learningRate * rate, clip);
      }
    },
    state: () => ({ step: steps, firstMoment: firstMoment.read(), secondMoment: secondMoment.read() }),
    setState(state) {
      firstMoment.write(state.firstMoment);
      secondMoment.write(state.secondMoment);
      steps = state.step;
    },
  };
}
