import type { Arena, Floats } from './arena.ts';
import type { BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { fillRows, sumRows, sumRowsByIndex } from './shared-rows.ts';
import type { Decoder } from './decoder.ts';
import { CANCELLATION, type GramForm } from './gram-form.ts';
import { matrix, transpose } from './matrix.ts';

const EPSILON = 1e-8;

/** Masked mean squared error: sum(|y - x|² over valid tokens) / (valid tokens * D + 1e-8). */
export interface ReconstructionLoss {
  /** y = W_o h + b_o for the valid tokens, compact, [tokens, D]. */
  reconstruct(plan: BatchPlan): Floats;
  /** Where the last of them is. */
  outputs: Floats;
  /** The loss of the reconstruction that `reconstruct` has just made. */
  ofReconstruction(plan: BatchPlan): number;
  /** The loss; adds the output projection's gradient and fills that of the decoder's states. */
  backward(plan: BatchPlan): number;
}

/** `addTo` adds to the outputs what does not come from the hidden states; `backward` knows nothing of it. */
export function createReconstructionLoss(
  context: Context,
  decoder: Decoder,
  arena: Arena,
  gramForm: GramForm,
  addTo?: (plan: BatchPlan, outputs: Floats) => void,
): ReconstructionLoss {
  const { kernels, sizes, weights, gradients } = context;
  const { D, H, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const reconstruction = arena.floats(tokens * D);
  const stateGram = arena.floats(H * H);
  const stateSum = arena.floats(H);
  const counts = arena.floats(tokens);

  const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);
  const outputBias = matrix(weights.address('decoder.output_projection.bias'), 1, D);

  const reconstruct = (plan: BatchPlan): Floats => {
    fillRows(context, outputBias.address, plan.tokens, D, reconstruction.address, D);
    context.multiply(
      matrix(reconstruction.address, plan.tokens, D),
      matrix(decoder.outputs(plan), plan.tokens, H),
      transpose(outputWeight),
      true,
    );
    addTo?.(plan, reconstruction);
    return reconstruction;
  };

  const ofReconstruction = (plan: BatchPlan): number => {
    const words = context.decoderWords.address;
    const total = context.sum(plan.tokens, (calls, from, to, sums) =>
      calls.squaredError(at(reconstruction, from * D), context.words.address, words + from * 4, to - from, D, sums),
    );
    return total / (plan.tokens * D + EPSILON);
  };

  return {
    reconstruct,
    outputs: reconstruction,
    ofReconstruction,

    backward(plan) {
      const words = matrix(context.words.address, plan.words.length, D);
      const states = matrix(decoder.outputs(plan), plan.tokens, H);
      const dOutputs = decoder.dOutputs(plan);
      const denominator = plan.tokens * D + EPSILON;
      const index = context.decoderWords.address;

      // The error needs y only through W_o^T W_o and the words' images X W_o: see gramLoss.
      gramForm.load(plan);
      const perWord = gramForm.images;
      const images = matrix(perWord.address, plan.words.length, H);
      const projected = context.sum(plan.tokens, (calls, from, to, sums) =>
        calls.gramLoss(
          states.address + from * H * 4,
          dOutputs + from * H * 4,
          gramForm.biasImage.address,
          perWord.address,
          index + from * 4,
          to - from,
          H,
          2 / denominator,
          sums,
        ),
      );
      const constant = context.sum(plan.tokens, (calls, from, to, sums) =>
        calls.squaredDistance(outputBias.address, words.address, index + from * 4, to - from, D, sums),
      );

      // dW_o = 2/n (W_o sum h h^T + b_o (sum h)^T - sum x h^T), the last summed per distinct word first.
      const dWeight = matrix(gradients.address('decoder.output_projection.weight'), D, H);
      const dBias = matrix(gradients.address('decoder.output_projection.bias'), 1, D);
      context.multiplyByItself(matrix(stateGram.address, H, H), states);
      context.clear(stateSum);
      sumRows(context, states.address, H, plan.tokens, H, stateSum.address);
      sumRowsByIndex(context, states.address, H, index, plan.tokens, H, perWord.address, plan.words.length);
      kernels.scale(perWord.address, plan.words.length * H, -1);
      context.multiply(dWeight, outputWeight, matrix(stateGram.address, H, H), true);
      kernels.addOuter(outputBias.address, stateSum.address, 1, D, H, dWeight.address);
      context.multiply(dWeight, transpose(words), images, true);
      kernels.scale(dWeight.address, D * H, 2 / denominator);

      plan.counts.forEach((count, i) => (counts.view[i] = -count));
      context.multiply(dBias, matrix(stateSum.address, 1, H), transpose(outputWeight), true);
      context.multiply(dBias, matrix(counts.address, 1, plan.words.length), words, true);
      const dBiasView = gradients.view('decoder.output_projection.bias');
      weights.view('decoder.output_projection.bias').forEach((b, i) => (dBiasView[i]! += plan.tokens * b));
      kernels.scale(dBias.address, D, 2 / denominator);

      const total = projected + constant;
      if (total >= CANCELLATION * constant) return total / denominator;
      reconstruct(plan);
      return ofReconstruction(plan);
    },
  };
}
