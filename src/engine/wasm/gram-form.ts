import type { BatchPlan } from '../batch-plan.ts';
import type { Arena, Floats } from './arena.ts';
import { at, type Context } from './context.ts';
import type { Decoder } from './decoder.ts';
import { matrix } from './matrix.ts';
import { createWordProducts } from './word-products.ts';

/** Below this share of its terms a loss in the Gram form has lost digits to cancellation and is computed directly. */
export const CANCELLATION = 0.05;

/**
 * What squared errors are computed from without the reconstruction y = W_o h + b_o, which is wider than the states:
 * |y - x|² = h · (h W_o^T W_o + 2 W_o^T b_o - 2 x W_o) + |b_o - x|².
 */
export interface GramForm {
  /** W_o^T b_o, [H]. */
  biasImage: Floats;
  /** x W_o of the plan's distinct words, [words, H]; it may be written over. */
  images: Floats;
  /** Fills both, and the gradients of the decoder's outputs with h W_o^T W_o. */
  load(plan: BatchPlan): void;
  /** |b_o - x|² of the plan's distinct words, [words]. */
  distances(plan: BatchPlan): Floats;
  /** |y - x|² and |b_o - x|² of each valid token, [tokens]; of the gradients it leaves nothing. */
  errors(plan: BatchPlan): { errors: Floats; distances: Floats };
}

export function createGramForm(context: Context, decoder: Decoder, arena: Arena): GramForm {
  const { kernels, team, sizes, weights } = context;
  const { D, H, maxRows, maxSteps, vocabulary } = sizes;
  const tokens = maxRows * maxSteps;
  const gram = arena.floats(H * H);
  const biasImage = arena.floats(H);
  const images = arena.floats(tokens * H);
  const distances = arena.floats(tokens);
  const ofTokens = arena.floats(tokens);
  const ones = arena.floats(tokens);
  const errors = arena.floats(tokens);
  const wordProducts = createWordProducts(context, arena, H, vocabulary);
  const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);
  const outputBias = matrix(weights.address('decoder.output_projection.bias'), 1, D);
  let version = -1;

  const load = (plan: BatchPlan): void => {
    if (version !== context.weightsVersion) {
      version = context.weightsVersion;
      context.multiplyByItself(matrix(gram.address, H, H), outputWeight);
      context.multiply(matrix(biasImage.address, 1, H), outputBias, outputWeight);
    }
    const words = matrix(context.words.address, plan.words.length, D);
    if (context.evaluating) wordProducts.multiply(plan, images.address, outputWeight);
    else context.multiply(matrix(images.address, plan.words.length, H), words, outputWeight);
    const states = matrix(decoder.outputs(plan), plan.tokens, H);
    context.multiply(matrix(decoder.dOutputs(plan), plan.tokens, H), states, matrix(gram.address, H, H));
  };

  const distancesOf = (plan: BatchPlan): Floats => {
    kernels.rowDistances(outputBias.address, context.words.address, plan.words.length, D, distances.address);
    return distances;
  };

  return {
    ...{ biasImage, images, load, distances: distancesOf },

    errors(plan) {
      load(plan);
      distancesOf(plan);
      ones.view.fill(1, 0, plan.tokens);
      team.run(plan.tokens, 1, (calls, from, to) =>
        calls.gramErrors(
          decoder.outputs(plan) + from * H * 4,
          decoder.dOutputs(plan) + from * H * 4,
          biasImage.address,
          images.address,
          at(context.decoderWords, from),
          at(ones, from),
          to - from,
          H,
          at(errors, from),
        ),
      );
      plan.decoderWords.forEach((word, i) => (ofTokens.view[i] = distances.view[word]!));
      for (let i = 0; i < plan.tokens; i++) errors.view[i]! += ofTokens.view[i]!;
      return { errors, distances: ofTokens };
    },
  };
}
