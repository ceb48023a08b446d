import type { BatchPlan } from '../batch-plan.ts';
import type { Context } from './context.ts';
import { sumRows } from './shared-rows.ts';
import type { Decoder } from './decoder.ts';
import { matrix, transpose } from './matrix.ts';
import type { ReconstructionLoss } from './reconstruction-loss.ts';

/** As torch.nn.functional.cosine_similarity: shorter products of lengths are not divided by. */
const SHORTEST = 1e-8;

/** 1 - cos(y, x), averaged over the valid tokens, each by its weight in the mixture of plain and weighted mean. */
export interface CosineLoss {
  /**
   * The loss, and the plain squared error beside it. Adds `factor` times the gradient to the output projection's and to
   * the outputs', or, unless `add`, writes the latter.
   */
  backward(plan: BatchPlan, plainShare: number, factor: number, add: boolean): { mixed: number; plain: number };
}

export function createCosineLoss(
  context: Context,
  decoder: Decoder,
  plainLoss: ReconstructionLoss,
  wordWeights: Float32Array | undefined,
): CosineLoss {
  const { sizes, weights, gradients } = context;
  const { D, H } = sizes;
  return {
    backward(plan, plainShare, factor, add) {
      const y = plainLoss.reconstruct(plan);
      const plain = plainLoss.ofReconstruction(plan);
      // The reconstruction gives way to its gradient, row by row.
      const weightOf = (i: number): number => wordWeights?.[plan.words[plan.decoderWords[i]!]!] ?? 0;
      let weight = 0;
      for (let i = 0; i < plan.tokens; i++) weight += weightOf(i);

      let mixed = 0;
      for (let i = 0; i < plan.tokens; i++) {
        const row = y.view.subarray(i * D, (i + 1) * D);
        const from = plan.decoderWords[i]! * D;
        const x = context.words.view.subarray(from, from + D);
        let [dot, yy, xx] = [0, 0, 0];
        for (let k = 0; k < D; k++) {
          dot += row[k]! * x[k]!;
          yy += row[k]! ** 2;
          xx += x[k]! ** 2;
        }
        const lengths = Math.max(SHORTEST, Math.sqrt(yy * xx));
        const cosine = dot / lengths;
        const share = plainShare / plan.tokens + (weight > 0 ? ((1 - plainShare) * weightOf(i)) / weight : 0);
        mixed += share * (1 - cosine);
        const [toX, toY] = [(-factor * share) / lengths, yy > 0 ? (factor * share * cosine) / yy : 0];
        for (let k = 0; k < D; k++) row[k] = toX * x[k]! + toY * row[k]!;
      }

      const dY = matrix(y.address, plan.tokens, D);
      const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);
      context.multiply(
        matrix(gradients.address('decoder.output_projection.weight'), D, H),
        transpose(dY),
        matrix(decoder.outputs(plan), plan.tokens, H),
        true,
      );
      sumRows(context, y.address, D, plan.tokens, D, gradients.address('decoder.output_projection.bias'));
      context.multiply(matrix(decoder.dOutputs(plan), plan.tokens, H), dY, outputWeight, add);
      return { mixed, plain };
    },
  };
}
