import type { Arena } from './arena.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { Context } from './context.ts';
import { sumRows, sumRowsByIndex } from './shared-rows.ts';
import type { Decoder } from './decoder.ts';
import { CANCELLATION, type GramForm } from './gram-form.ts';
import { matrix, transpose } from './matrix.ts';
import type { ReconstructionLoss } from './reconstruction-loss.ts';

const EPSILON = 1e-8;

/**
 * The masked mean squared error with a weight w for each word, sum(w |y - x|²) / (D sum(w) + 1e-8), mixed with the one
 * that counts all words alike.
 */
export interface WeightedLoss {
  /** Of the reconstruction that the plain loss has just made: the loss, and the sum of the weights. */
  ofReconstruction(plan: BatchPlan): { loss: number; weight: number };
  /** Both losses from the squared error of each valid token, [tokens], and the sum of the weights. */
  ofErrors(plan: BatchPlan, errors: Float32Array): { plain: number; weighted: number; weight: number };
  /** The mixture's value and the plain loss; adds the output projection's gradient and fills that of the outputs. */
  backward(plan: BatchPlan, plainShare: number): { mixed: number; plain: number };
}

/** `wordWeights`: one for each entry of the vocabulary. */
export function createWeightedLoss(
  context: Context,
  decoder: Decoder,
  arena: Arena,
  wordWeights: Float32Array,
  plainLoss: ReconstructionLoss,
  gramForm: GramForm,
): WeightedLoss {
  const { kernels, sizes, weights, gradients } = context;
  const { D, H, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const stateGram = arena.floats(H * H);
  const scaled = arena.floats(tokens * H);
  const stateSum = arena.floats(H);
  const coefficients = arena.floats(tokens);
  const errors = arena.floats(tokens);
  const shares = arena.floats(tokens);
  const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);
  const outputBias = matrix(weights.address('decoder.output_projection.bias'), 1, D);

  const weightOfToken = (plan: BatchPlan, i: number): number => wordWeights[plan.words[plan.decoderWords[i]!]!]!;
  const sumOfWeights = (plan: BatchPlan): number => {
    let sum = 0;
    for (let i = 0; i < plan.tokens; i++) sum += weightOfToken(plan, i);
    return sum;
  };
  const measure = (plan: BatchPlan, weight: number, errorOf: (i: number) => number) => {
    let [plain, weighted] = [0, 0];
    for (let i = 0; i < plan.tokens; i++) {
      plain += errorOf(i);
      weighted += weightOfToken(plan, i) * errorOf(i);
    }
    return { plain: plain / (plan.tokens * D + EPSILON), weighted: weighted / (D * weight + EPSILON) };
  };
  const measureReconstruction = (plan: BatchPlan, weight: number) => {
    const index = context.decoderWords.address;
    kernels.rowErrors(plainLoss.outputs.address, context.words.address, index, plan.tokens, D, errors.address);
    return measure(plan, weight, (i) => errors.view[i]!);
  };

  return {
    ofReconstruction(plan) {
      const weight = sumOfWeights(plan);
      return { loss: measureReconstruction(plan, weight).weighted, weight };
    },

    ofErrors(plan, tokenErrors) {
      const weight = sumOfWeights(plan);
      return { ...measure(plan, weight, (i) => tokenErrors[i]!), weight };
    },

    backward(plan, plainShare) {
      const weight = sumOfWeights(plan);
      // The loss is the sum of each token's squared error times its coefficient, which depends on its word alone.
      const plainPart = plainShare / (plan.tokens * D + EPSILON);
      const weightedPart = (1 - plainShare) / (D * weight + EPSILON);
      for (let i = 0; i < plan.tokens; i++) coefficients.view[i] = plainPart + weightedPart * weightOfToken(plan, i);

      const words = matrix(context.words.address, plan.words.length, D);
      const states = matrix(decoder.outputs(plan), plan.tokens, H);
      const dOutputs = decoder.dOutputs(plan);
      const index = context.decoderWords.address;
      gramForm.load(plan);
      const perWord = gramForm.images;
      const images = matrix(perWord.address, plan.words.length, H);
      kernels.gramErrors(
        states.address,
        dOutputs,
        gramForm.biasImage.address,
        perWord.address,
        index,
        coefficients.address,
        plan.tokens,
        H,
        errors.address,
      );
      const distances = gramForm.distances(plan);

      // As in the plain loss, with each state and each word times its coefficient.
      const dWeight = matrix(gradients.address('decoder.output_projection.weight'), D, H);
      const dBias = matrix(gradients.address('decoder.output_projection.bias'), 1, D);
      kernels.scaleRows(states.address, coefficients.address, plan.tokens, H, scaled.address);
      context.multiply(matrix(stateGram.address, H, H), transpose(states), matrix(scaled.address, plan.tokens, H));
      context.clear(stateSum);
      sumRows(context, scaled.address, H, plan.tokens, H, stateSum.address);
      sumRowsByIndex(context, scaled.address, H, index, plan.tokens, H, perWord.address, plan.words.length);
      kernels.scale(perWord.address, plan.words.length * H, -1);
      context.multiply(dWeight, outputWeight, matrix(stateGram.address, H, H), true);
      kernels.addOuter(outputBias.address, stateSum.address, 1, D, H, dWeight.address);
      context.multiply(dWeight, transpose(words), images, true);
      kernels.scale(dWeight.address, D * H, 2);

      context.clear(shares, plan.words.length);
      let total = 0;
      plan.decoderWords.forEach((word, i) => {
        shares.view[word]! -= coefficients.view[i]!;
        total += coefficients.view[i]!;
      });
      context.multiply(dBias, matrix(stateSum.address, 1, H), transpose(outputWeight), true);
      context.multiply(dBias, matrix(shares.address, 1, plan.words.length), words, true);
      const dBiasView = gradients.view('decoder.output_projection.bias');
      weights.view('decoder.output_projection.bias').forEach((b, i) => (dBiasView[i]! += total * b));
      kernels.scale(dBias.address, D, 2);

      const distanceOf = (i: number): number => distances.view[plan.decoderWords[i]!]!;
      let found = measure(plan, weight, (i) => errors.view[i]! + distanceOf(i));
      const constant = measure(plan, weight, distanceOf);
      if (found.plain < CANCELLATION * constant.plain || found.weighted < CANCELLATION * constant.weighted) {
        plainLoss.reconstruct(plan);
        found = measureReconstruction(plan, weight);
      }
      return { mixed: plainShare * found.plain + (1 - plainShare) * found.weighted, plain: found.plain };
    },
  };
}
