import type { Arena } from './arena.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { Bottleneck } from './bottleneck.ts';
import type { Context } from './context.ts';
import { sumRows } from './shared-rows.ts';
import type { Decoder } from './decoder.ts';
import { matrix, transpose } from './matrix.ts';
import type { ReconstructionLoss } from './reconstruction-loss.ts';
import type { Shortcut } from './shortcut.ts';

const EPSILON = 1e-8;

/** A mixture of the masked mean squared error and of the one weighed by word, from the reconstruction itself. */
export interface DirectLoss {
  /**
   * `plainShare` of the plain error and the rest of the weighted one, and the plain error alone. Adds the output
   * projection's gradient and the bottleneck's, and fills that of the decoder's outputs.
   */
  backward(plan: BatchPlan, plainShare: number): { mixed: number; plain: number };
}

/**
 * The loss where a shortcut adds to the outputs: they are no longer linear in the hidden state alone, so the Gram form of
 * the other losses does not hold. `wordWeights`: one for each entry of the vocabulary.
 */
export function createDirectLoss(
  context: Context,
  decoder: Decoder,
  arena: Arena,
  { reconstruct }: ReconstructionLoss,
  shortcut: Shortcut,
  bottleneck: Bottleneck,
  wordWeights: Float32Array | undefined,
): DirectLoss {
  const { sizes, weights, gradients } = context;
  const { D, H, maxRows, maxSteps } = sizes;
  const dReconstruction = arena.floats(maxRows * maxSteps * D);
  const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);

  return {
    backward(plan, plainShare) {
      const weightOf = (word: number): number => wordWeights?.[plan.words[word]!] ?? 1;
      const weight = plan.decoderWords.reduce((sum, word) => sum + weightOf(word), 0);
      const plainPart = 1 / (plan.tokens * D + EPSILON);
      const weightedPart = 1 / (D * weight + EPSILON);

      const outputs = reconstruct(plan).view;
      const words = context.words.view;
      const dOutputs = dReconstruction.view;
      let [plain, weighted] = [0, 0];
      for (let i = 0; i < plan.tokens; i++) {
        const word = plan.decoderWords[i]!;
        const factor = 2 * (plainShare * plainPart + (1 - plainShare) * weightedPart * weightOf(word));
        let squares = 0;
        for (let d = 0; d < D; d++) {
          const difference = outputs[i * D + d]! - words[word * D + d]!;
          squares += difference * difference;
          dOutputs[i * D + d] = factor * difference;
        }
        plain += squares * plainPart;
        weighted += squares * weightedPart * weightOf(word);
      }

      const dTokens = matrix(dReconstruction.address, plan.tokens, D);
      const states = matrix(decoder.outputs(plan), plan.tokens, H);
      context.multiply(matrix(decoder.dOutputs(plan), plan.tokens, H), dTokens, outputWeight);
      const dWeight = matrix(gradients.address('decoder.output_projection.weight'), D, H);
      context.multiply(dWeight, transpose(dTokens), states, true);
      sumRows(context, dReconstruction.address, D, plan.tokens, D, gradients.address('decoder.output_projection.bias'));
      shortcut.backward(plan, dReconstruction, bottleneck.z, bottleneck.dZ);
      return { mixed: plainShare * plain + (1 - plainShare) * weighted, plain };
    },
  };
}
