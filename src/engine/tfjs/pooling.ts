import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchShape } from './batch-tensors.ts';
import { product } from './products.ts';
import type { Model } from './tensorflow.ts';

/** Far enough below every score that its share is zero. */
const NEVER = -1e9;

/**
 * From the encoder's states by direction, [steps, rows, H], in the order of the text, to one row each: the mean, the last
 * state or both, the directions side by side in each part, or the mean weighed by attention.
 */
export function pooledStates(model: Model, shape: BatchShape, states: readonly Tensor[]): Tensor {
  const { tf, specification } = model;
  const { pooling, hiddenSize: H } = specification;
  const { rows } = shape;
  const weighed = (state: Tensor, shares: Tensor): Tensor => tf.sum(tf.mul(state, shares), 0);
  if (pooling === 'attention') {
    const sideBySide = states.length === 1 ? states[0]! : tf.concat([...states], 2);
    return weighed(sideBySide, attentionShares(model, shape, sideBySide));
  }
  const parts: Tensor[] = [];
  if (pooling !== 'last') for (const state of states) parts.push(weighed(state, shape.meanShare));
  if (pooling !== 'mean') {
    // A direction that reads backwards ends at the start of the text.
    const [forwards, backwards] = states;
    parts.push(weighed(forwards!, shape.last));
    if (backwards) parts.push(tf.reshape(tf.slice(backwards, [0, 0, 0], [1, rows, H]), [rows, H]));
  }
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
}

/** softmax(q · s_t) over a row's valid states s_t, [steps, rows, 1]; q is learned. */
function attentionShares({ tf, weight }: Model, { steps, rows, valid }: BatchShape, states: Tensor): Tensor {
  const width = states.shape[2]!;
  const query = tf.reshape(weight('encoder.attention.query'), [width, 1]);
  const scores = tf.reshape(product(tf, tf.reshape(states, [steps * rows, width]), query), [steps, rows]);
  const allowed = tf.add(scores, tf.mul(tf.sub(1, tf.reshape(valid, [steps, rows])), NEVER));
  const shares = tf.softmax(tf.transpose(allowed));
  return tf.expandDims(tf.transpose(shares), 2);
}
