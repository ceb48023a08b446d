import { adamDefaults, adamFactors } from '../adam.ts';
import type { Arena, Floats } from './arena.ts';
import type { Team } from './threads/team.ts';

const { beta1, beta2, epsilon } = adamDefaults;

/** Addresses of a stretch of weights, of their gradients and of Adam's moments, and how many there are. */
export interface AdamStretch {
  weights: number;
  gradients: number;
  firstMoment: number;
  secondMoment: number;
  length: number;
}

/** Numbers of which a thread updates some: from here on, waking it is worth it. */
const SHARED_NUMBERS = 16_384;

/** A step of Adam (Kingma and Ba 2015) with PyTorch's defaults; `step` counts from 1, `clip` scales the gradient. */
export function adamStep(
  team: Team,
  { weights, gradients, firstMoment, secondMoment, length }: AdamStretch,
  step: number,
  learningRate: number,
  clip: number,
): void {
  const { stepSize, inverseRoot } = adamFactors(step, learningRate);
  team.run(length, SHARED_NUMBERS, (kernels, from, to) =>
    kernels.adam(
      weights + from * 4,
      gradients + from * 4,
      firstMoment + from * 4,
      secondMoment + from * 4,
      to - from,
      clip,
      stepSize,
      inverseRoot,
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      epsilon,
    ),
  );
}

/** Adam over tensors, each beside its gradient. */
export interface TensorAdam {
  clearGradients(): void;
  step(learningRate: number): void;
}

export function createTensorAdam(
  team: Team,
  arena: Arena,
  tensors: readonly { values: Floats; gradient: Floats }[],
): TensorAdam {
  const moments = tensors.map(({ values: { length } }) => [arena.floats(length), arena.floats(length)] as const);
  let steps = 0;
  return {
    clearGradients() {
      for (const { gradient } of tensors) gradient.view.fill(0);
    },
    step(learningRate) {
      steps++;
      tensors.forEach(({ values, gradient }, i) => {
        const [first, second] = moments[i]!;
        const stretch = {
          ...{ weights: values.address, gradients: gradient.address, length: values.length },
          ...{ firstMoment: first.address, secondMoment: second.address },
        };
        adamStep(team, stretch, steps, learningRate, 1);
      });
    },
  };
}
