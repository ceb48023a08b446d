import type { Tensor } from '@tensorflow/tfjs-core';
import { normalized, type BatchStatistics } from './normalization.ts';
import { linear } from './products.ts';
import type { Model } from './tensorflow.ts';

/**
 * z = norm(W_p h + b_p). A variational one (Kingma and Welling 2014) takes that for the mean of a normal distribution,
 * whose log-variance is W_v h + b_v, and draws from it while training.
 */
export interface Bottleneck {
  /** What a row is: the mean where z is drawn, else z itself; [rows, Z]. */
  mean: Tensor;
  logVariance?: Tensor;
  /** What the decoder reads, [rows, Z]. */
  z: Tensor;
  /** Of a batch norm by the batch's own. */
  statistics?: BatchStatistics;
}

/** `beside` is what a shortcut adds to the projection; `drawn` are standard normal numbers, [rows, Z]. */
export function bottleneckOf(
  model: Model,
  pooled: Tensor,
  training: boolean,
  beside: Tensor | undefined,
  drawn: Tensor | undefined,
): Bottleneck {
  const { tf, specification } = model;
  const own = projected(model, pooled, 'projection');
  const { value: mean, statistics } = normalized(model, beside ? tf.add(own, beside) : own, training);
  const found = { mean, ...(statistics && { statistics }) };
  if (!specification.variational) return { ...found, z: mean };
  const logVariance = projected(model, pooled, 'log_variance_projection');
  const z = drawn ? tf.add(mean, tf.mul(drawn, tf.exp(tf.mul(logVariance, 0.5)))) : mean;
  return { ...found, logVariance, z };
}

function projected({ tf, weight }: Model, pooled: Tensor, name: string): Tensor {
  return linear(tf, pooled, weight(`encoder.${name}.weight`), weight(`encoder.${name}.bias`));
}

/** The divergence from the standard normal, summed over Z, averaged over rows; zero where nothing is drawn. */
export function divergence({ tf }: Model, { mean, logVariance }: Bottleneck): Tensor {
  if (!logVariance) return tf.scalar(0);
  const terms = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
  return tf.mul(tf.sum(terms), 0.5 / mean.shape[0]!);
}
