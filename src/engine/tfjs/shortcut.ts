import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchShape, BatchWords } from './batch-tensors.ts';
import { linear, product } from './products.ts';
import type { Model } from './tensorflow.ts';

// The fixed feed-forward autoencoder beside the recurrent one; its formulas stand in ../wasm/shortcut.ts. The decoder's
// part passes gradients to z; nothing of it is learned here.

/** What it adds to the rows' projections, [rows, Z]. `common`: see `commonWordsOf`. */
export function shortcutProjection(model: Model, shape: BatchShape, words: BatchWords, common: Int32Array): Tensor {
  const { tf, specification, weight } = model;
  const { inputSize: D, maxPositions, shortcutChannels: C } = specification;
  const { steps, rows, valid, meanShare } = shape;
  const centred = tf.sub(words.vectors, weight('shortcut.centre'));
  const atTokens = (perWord: Tensor, width: number): Tensor =>
    tf.reshape(tf.gather(perWord, words.places), [steps, rows, width]);
  const seen = tf.mul(atTokens(tf.matMul(centred, weight('shortcut.channels')), C), valid);
  const all = tf.pad(seen, [
    [0, maxPositions - steps],
    [0, 0],
    [0, 0],
  ]);
  const byRow = tf.reshape(tf.transpose(all, [1, 0, 2]), [rows, maxPositions * C]);
  const features = tf.concat(
    [tf.sum(tf.mul(atTokens(centred, D), meanShare), 0), commonShares(model, shape, common)],
    1,
  );
  return tf.add(feedForward(model, 'encoder', byRow), tf.matMul(features, weight('shortcut.discriminants')));
}

/** What it adds to the outputs, [steps * rows, D]. */
export function shortcutOutputs(model: Model, { steps, rows }: BatchShape, z: Tensor): Tensor {
  const { tf, specification, weight } = model;
  const { maxPositions, shortcutChannels: C } = specification;
  const byRow = tf.reshape(feedForward(model, 'decoder', z), [rows, maxPositions, C]);
  const byStep = tf.transpose(tf.slice(byRow, [0, 0, 0], [rows, steps, C]), [1, 0, 2]);
  return product(tf, tf.reshape(byStep, [steps * rows, C]), weight('shortcut.channels'), true);
}

/** Square roots of the common words' shares of each row, [rows, common words]. */
function commonShares({ tf, specification }: Model, { plan }: BatchShape, common: Int32Array): Tensor {
  const W = specification.shortcutWords;
  const shares = new Float32Array(plan.rows * W);
  for (let t = 0; t < plan.steps; t++)
    for (let i = 0; i < plan.active[t]!; i++) {
      const place = common[plan.words[plan.decoderWords[plan.offsets[t]! + i]!]!]!;
      if (place >= 0) shares[i * W + place]! += 1 / plan.lengths[i]!;
    }
  return tf.tensor2d(shares.map(Math.sqrt), [plan.rows, W]);
}

/** Linear layers with rectifiers between them. */
function feedForward({ tf, weight }: Model, name: string, input: Tensor): Tensor {
  return [0, 1, 2].reduce((x, layer) => {
    const y = linear(tf, x, weight(`shortcut.${name}.${layer}.weight`), weight(`shortcut.${name}.${layer}.bias`));
    return layer < 2 ? tf.relu(y) : y;
  }, input);
}
