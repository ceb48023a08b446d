import { commonWordsOf } from '../common-words.ts';
import type { Tensor, TensorMap } from '../../model/parameters.ts';
import { shortcutShapes, type ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats } from './arena.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { Context } from './context.ts';
import { createFeedForward, layerFloats } from './feed-forward.ts';
import { matrix, transpose } from './matrix.ts';

/**
 * A fixed feed-forward autoencoder beside the recurrent one, which learns what it leaves, as in a residual network (He
 * et al. 2016). With the words around their centre x_t - c, the bottleneck's projection gains
 *
 *     G' [mean over t of (x_t - c); square roots of the common words' shares of the row]
 *     + relu network of [C' (x_t - c)] over all t, padding zero,
 *
 * and the output of step t gains C times what a second such network makes of z for that step. The decoder still sees
 * nothing but z. It reads the words without the noise of a training step, to which it was never fitted.
 */
export interface Shortcut {
  write(parameters: TensorMap): void;
  read(): TensorMap;
  /** Exchanges the table, [vocabulary, D], in which the common words are looked up. */
  setVectors(vectors: Float32Array): void;
  /** Adds to the rows' projections, [rows, Z]. */
  encode(plan: BatchPlan, projection: Floats): void;
  /** Adds to the outputs of the valid tokens, compact, [tokens, D]. */
  decode(plan: BatchPlan, z: Floats, outputs: Floats): void;
  /** Adds the gradient that reaches z from that of the outputs. */
  backward(plan: BatchPlan, dOutputs: Floats, z: Floats, dZ: Floats): void;
}

/** `vectors` is the whole table, [vocabulary, D], in which the common words are looked up. */
export function createShortcut(
  context: Context,
  arena: Arena,
  specification: ModelSpecification,
  vectors: Float32Array,
): Shortcut {
  const { kernels, sizes } = context;
  const { D, Z, maxRows, maxSteps } = sizes;
  const { shortcutHidden: H, shortcutChannels: C, shortcutWords: W, maxPositions: T } = specification;
  const multiply = context.multiply.bind(context);
  const tokens = maxRows * maxSteps;
  const [centre, channels, discriminants] = [D, D * C, (D + W) * Z].map((length) => arena.floats(length)) as [
    Floats,
    Floats,
    Floats,
  ];
  const commonWords = new Float32Array(W * D);
  const encoderWidths = [T * C, H, H, Z];
  const encoderLayers = layerFloats(arena, encoderWidths);
  const encoder = createFeedForward(kernels, multiply, arena, encoderWidths, maxRows, encoderLayers);
  const decoderWidths = [Z, H, H, T * C];
  const decoderLayers = layerFloats(arena, decoderWidths);
  const decoder = createFeedForward(kernels, multiply, arena, decoderWidths, maxRows, decoderLayers);
  const views: Record<string, () => Float32Array> = {
    'shortcut.centre': () => centre.view,
    'shortcut.channels': () => channels.view,
    'shortcut.common_words': () => commonWords,
    'shortcut.discriminants': () => discriminants.view,
  };
  for (const [name, layers] of Object.entries({ encoder: encoderLayers, decoder: decoderLayers }))
    layers.forEach(({ weight, bias }, i) => {
      views[`shortcut.${name}.${i}.weight`] = () => weight.view;
      views[`shortcut.${name}.${i}.bias`] = () => bias.view;
    });

  const centred = arena.floats(tokens * D);
  /** Of each distinct word, or, in the backward pass, of each token. */
  const ofWords = arena.floats(tokens * C);
  const rowsOfSteps = arena.floats(maxRows * T * C);
  const features = arena.floats(maxRows * (D + W));
  /** By vocabulary entry, its place among the common words, or -1. */
  let common: Int32Array = new Int32Array();

  const stepMatrix = (rows: number) => matrix(rowsOfSteps.address, rows, T * C);
  /** Calls for every valid token with its place in the compact layout and that of its channels in `rowsOfSteps`. */
  const forTokens = (plan: BatchPlan, visit: (token: number, start: number) => void): void => {
    for (let t = 0; t < plan.steps; t++)
      for (let i = 0; i < plan.active[t]!; i++) visit(plan.offsets[t]! + i, (i * T + t) * C);
  };

  return {
    write(parameters) {
      for (const [name, view] of Object.entries(views)) view().set(parameters.get(name)!.data);
      common = commonWordsOf(vectors, commonWords, D);
    },

    setVectors(table) {
      vectors = table;
      common = commonWordsOf(vectors, commonWords, D);
    },

    read: () =>
      new Map(
        shortcutShapes(specification).map(([name, shape]): [string, Tensor] => [
          name,
          { shape, data: views[name]!().slice() },
        ]),
      ),

    encode(plan, projection) {
      const { rows, words, decoderWords, lengths } = plan;
      for (let word = 0; word < words.length; word++)
        for (let d = 0; d < D; d++) centred.view[word * D + d] = context.words.view[word * D + d]! - centre.view[d]!;
      multiply(
        matrix(ofWords.address, words.length, C),
        matrix(centred.address, words.length, D),
        matrix(channels.address, D, C),
      );
      context.clear(rowsOfSteps, rows * T * C);
      forTokens(plan, (token, start) => {
        const word = decoderWords[token]!;
        for (let c = 0; c < C; c++) rowsOfSteps.view[start + c] = ofWords.view[word * C + c]!;
      });
      encoder.forward(stepMatrix(rows));
      const own = encoder.output.view;
      for (let i = 0; i < rows * Z; i++) projection.view[i]! += own[i]!;

      context.clear(features, rows * (D + W));
      for (let t = 0; t < plan.steps; t++)
        for (let i = 0; i < plan.active[t]!; i++) {
          const word = decoderWords[plan.offsets[t]! + i]!;
          const row = i * (D + W);
          const share = 1 / lengths[i]!;
          for (let d = 0; d < D; d++) features.view[row + d]! += centred.view[word * D + d]! * share;
          const place = common[words[word]!]!;
          if (place >= 0) features.view[row + D + place]! += share;
        }
      for (let i = 0; i < rows; i++)
        for (let w = i * (D + W) + D; w < (i + 1) * (D + W); w++) features.view[w] = Math.sqrt(features.view[w]!);
      multiply(
        matrix(projection.address, rows, Z),
        matrix(features.address, rows, D + W),
        matrix(discriminants.address, D + W, Z),
        true,
      );
    },

    decode(plan, z, outputs) {
      decoder.forward(matrix(z.address, plan.rows, Z));
      forTokens(plan, (token, start) => {
        for (let c = 0; c < C; c++) ofWords.view[token * C + c] = decoder.output.view[start + c]!;
      });
      multiply(
        matrix(outputs.address, plan.tokens, D),
        matrix(ofWords.address, plan.tokens, C),
        transpose(matrix(channels.address, D, C)),
        true,
      );
    },

    backward(plan, dOutputs, z, dZ) {
      multiply(
        matrix(ofWords.address, plan.tokens, C),
        matrix(dOutputs.address, plan.tokens, D),
        matrix(channels.address, D, C),
      );
      context.clear(rowsOfSteps, plan.rows * T * C);
      forTokens(plan, (token, start) => {
        for (let c = 0; c < C; c++) rowsOfSteps.view[start + c] = ofWords.view[token * C + c]!;
      });
      decoder.backward(matrix(z.address, plan.rows, Z), rowsOfSteps, matrix(dZ.address, plan.rows, Z));
    },
  };
}
