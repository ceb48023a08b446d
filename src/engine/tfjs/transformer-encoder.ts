import type { Tensor } from '@tensorflow/tfjs-core';
import { attentionHeads } from '../../model/specification.ts';
import { sinusoids } from '../sinusoids.ts';
import type { BatchShape, BatchWords } from './batch-tensors.ts';
import type { Encoded } from './encoder.ts';
import { layerNorm } from './normalization.ts';
import { pooledStates } from './pooling.ts';
import { gatheredProduct, linear, product } from './products.ts';
import type { Model } from './tensorflow.ts';

/** Far enough below every score that its share of the attention is zero. */
const NEVER = -1e9;

/**
 * A small transformer (Vaswani et al. 2017) in place of the recurrent encoder: the norms before the parts and one after
 * the last (Xiong et al. 2020), sinusoidal positions added to the projected words, feed-forward layers twice as wide.
 * Tokens past a row's end are computed, but none that is valid looks at them.
 */
export function encodeByTransformer(model: Model, shape: BatchShape, words: BatchWords): Encoded {
  const { tf, specification, weight } = model;
  const { hiddenSize: H, layers } = specification;
  const { steps, rows } = shape;
  const projected = gatheredProduct(
    tf,
    words.reading.vectors,
    words.reading.places,
    weight('encoder.input_projection.weight'),
  );
  const waves = tf.add(tf.tensor3d(sinusoids(steps, H), [steps, 1, H]), weight('encoder.input_projection.bias'));
  let x = tf.reshape(tf.add(tf.reshape(projected, [steps, rows, H]), waves), [steps * rows, H]);
  for (let level = 0; level < layers; level++) x = block(model, shape, x, `encoder.transformer.layers.${level}`);
  const states = [tf.reshape(layerNorm(model, x, 'encoder.transformer.norm'), [steps, rows, H])];
  return { pooled: pooledStates(model, shape, states), states };
}

/** x + attention(norm(x)), and of that y, y + W_2 relu(W_1 norm(y)); [steps * rows, H]. */
function block(model: Model, shape: BatchShape, x: Tensor, name: string): Tensor {
  const { tf, weight } = model;
  const layer = (part: string, input: Tensor): Tensor =>
    linear(tf, input, weight(`${name}.${part}.weight`), weight(`${name}.${part}.bias`));
  const mixed = selfAttention(model, shape, layerNorm(model, x, `${name}.norm1`), `${name}.self_attn`);
  const y = tf.add(x, layer('self_attn.out_proj', mixed));
  return tf.add(y, layer('linear2', tf.relu(layer('linear1', layerNorm(model, y, `${name}.norm2`)))));
}

/** softmax(Q K^T / sqrt(d)) V within each row (Vaswani et al. 2017, section 3.2), by heads; [steps * rows, H]. */
function selfAttention(model: Model, { steps, rows, valid }: BatchShape, x: Tensor, name: string): Tensor {
  const { tf, specification, weight } = model;
  const H = specification.hiddenSize;
  const width = H / attentionHeads;
  const all = linear(tf, x, weight(`${name}.in_proj_weight`), weight(`${name}.in_proj_bias`));
  /** A head's queries (0), keys (1) or values (2), [rows, heads, steps, width]. */
  const part = (which: number): Tensor => {
    const columns = tf.slice(all, [0, which * H], [steps * rows, H]);
    return tf.transpose(tf.reshape(columns, [steps, rows, attentionHeads, width]), [1, 2, 0, 3]);
  };
  const scores = tf.mul(product(tf, part(0), part(1), true), 1 / Math.sqrt(width));
  const padding = tf.mul(tf.sub(1, tf.reshape(tf.transpose(valid, [1, 2, 0]), [rows, 1, 1, steps])), NEVER);
  const mixed = product(tf, tf.softmax(tf.add(scores, padding)), part(2));
  return tf.reshape(tf.transpose(mixed, [2, 0, 1, 3]), [steps * rows, H]);
}
