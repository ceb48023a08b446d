import type { Arena } from './arena.ts';
import type { BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import type { Decoder } from './decoder.ts';
import { matrix, transpose } from './matrix.ts';

/**
 * |mean_t y - mean_t x|² / D, averaged over rows: whether a row's words are right taken together. As y = W_o h + b_o,
 * the mean of y needs only the mean of the states.
 */
export interface PooledLoss {
  /** The loss; adds `weight` times its gradient to those of the outputs and of the output projection. */
  backward(plan: BatchPlan, weight: number): number;
}

export function createPooledLoss(context: Context, decoder: Decoder, arena: Arena): PooledLoss {
  const { kernels, sizes, weights, gradients } = context;
  const { D, H, maxRows } = sizes;
  const meanState = arena.floats(maxRows * H);
  const meanWord = arena.floats(maxRows * D);
  const error = arena.floats(maxRows * D);
  const inverseLengths = arena.floats(maxRows);

  return {
    backward(plan, weight) {
      const { rows, steps, active, offsets } = plan;
      plan.lengths.forEach((length, i) => (inverseLengths.view[i] = 1 / length));
      context.clear(meanState, rows * H);
      context.clear(meanWord, rows * D);
      for (let t = 0; t < steps; t++) {
        kernels.sumRows(decoder.outputs(plan) + offsets[t]! * H * 4, 0, 1, active[t]! * H, meanState.address);
        const index = at(context.decoderWords, offsets[t]!);
        kernels.gatherAddRows(context.words.address, index, active[t]!, D, meanWord.address, D);
      }
      kernels.scaleRows(meanState.address, inverseLengths.address, rows, H, meanState.address);
      kernels.scaleRows(meanWord.address, inverseLengths.address, rows, D, meanWord.address);

      const means = matrix(meanState.address, rows, H);
      const errors = matrix(error.address, rows, D);
      const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);
      kernels.fillRows(weights.address('decoder.output_projection.bias'), rows, D, error.address, D);
      context.multiply(errors, means, transpose(outputWeight), true);
      let squares = 0;
      for (let i = 0; i < rows * D; i++) {
        const difference = error.view[i]! - meanWord.view[i]!;
        squares += difference * difference;
        error.view[i] = (2 * weight * difference) / (D * rows);
      }

      const dWeight = matrix(gradients.address('decoder.output_projection.weight'), D, H);
      context.multiply(dWeight, transpose(errors), means, true);
      kernels.sumRows(error.address, D, rows, D, gradients.address('decoder.output_projection.bias'));
      context.multiply(means, errors, outputWeight);
      kernels.scaleRows(meanState.address, inverseLengths.address, rows, H, meanState.address);
      for (let t = 0; t < steps; t++)
        kernels.sumRows(meanState.address, 0, 1, active[t]! * H, decoder.dOutputs(plan) + offsets[t]! * H * 4);
      return squares / (D * rows);
    },
  };
}
