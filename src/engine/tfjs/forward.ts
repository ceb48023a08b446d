import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchShape, BatchWords } from './batch-tensors.ts';
import { bottleneckOf, type Bottleneck } from './bottleneck.ts';
import { decodeStates, type ForcedWords } from './decoder.ts';
import { encode } from './encoder.ts';
import { linear } from './products.ts';
import { shortcutOutputs, shortcutProjection } from './shortcut.ts';
import type { Model } from './tensorflow.ts';
import { encodeByTransformer } from './transformer-encoder.ts';

/** Everything between a batch's words and what becomes of them. */
export interface Forward {
  /** By direction, in the order of the text, [steps, rows, H]. */
  encoderStates: Tensor[];
  bottleneck: Bottleneck;
  /** [steps, rows, H] */
  decoderStates: Tensor;
  /** [steps * rows, D] */
  outputs: Tensor;
}

/** What differs between training and evaluating. */
export interface ForwardMode {
  /** Batch norm by the batch's statistics. */
  training: boolean;
  /** Standard normal numbers for a variational bottleneck, [rows, Z]. */
  drawn?: Tensor | undefined;
  forced?: ForcedWords | undefined;
}

/** `common`: the words' places among those that a shortcut counts. */
export function forward(
  model: Model,
  shape: BatchShape,
  words: BatchWords,
  common: Int32Array,
  mode: ForwardMode,
): Forward {
  const { specification } = model;
  const encoded = (specification.encoder === 'transformer' ? encodeByTransformer : encode)(model, shape, words);
  const beside = specification.shortcut ? shortcutProjection(model, shape, words, common) : undefined;
  const bottleneck = bottleneckOf(model, encoded.pooled, mode.training, beside, mode.drawn);
  const decoderStates = decodeStates(model, shape, bottleneck.z, mode.forced);
  const outputs = outputsOf(model, shape, decoderStates, bottleneck.z);
  return { encoderStates: encoded.states, bottleneck, decoderStates, outputs };
}

/** y = W_o h + b_o, and what a shortcut adds to it, [steps * rows, D]. */
export function outputsOf(model: Model, shape: BatchShape, states: Tensor, z: Tensor): Tensor {
  const { tf, specification, weight } = model;
  const flat = tf.reshape(states, [-1, specification.hiddenSize]);
  const own = linear(tf, flat, weight('decoder.output_projection.weight'), weight('decoder.output_projection.bias'));
  return specification.shortcut ? tf.add(own, shortcutOutputs(model, shape, z)) : own;
}
