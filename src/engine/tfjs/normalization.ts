import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model, TensorFlow } from './tensorflow.ts';

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/** Mean and biased variance of each number over a batch's rows, [Z]. */
export interface BatchStatistics {
  mean: Tensor;
  variance: Tensor;
}

/**
 * The bottleneck's projection, [rows, Z], normalised: by a batch norm (Ioffe and Szegedy 2015), by the batch's statistics
 * while training, which come out beside it, else by running ones; by a layer norm (Ba, Kiros and Hinton 2016); or not.
 */
export function normalized(
  model: Model,
  x: Tensor,
  training: boolean,
): { value: Tensor; statistics?: BatchStatistics } {
  const { tf, specification, weight } = model;
  if (specification.normalization === 'none') return { value: x };
  if (specification.normalization === 'layer') return { value: layerNorm(model, x, 'encoder.layer_norm') };
  const name = 'encoder.batch_norm';
  const average = (values: Tensor): Tensor => tf.mul(tf.sum(values, 0), 1 / x.shape[0]!);
  const mean = training ? average(x) : weight(`${name}.running_mean`);
  const centred = tf.sub(x, mean);
  const variance = training ? average(tf.square(centred)) : weight(`${name}.running_var`);
  const value = scaled(tf, centred, variance, weight(`${name}.weight`), weight(`${name}.bias`));
  return training ? { value, statistics: { mean, variance } } : { value };
}

/** Over the numbers of each row; `name` is that of the parameters, as in `encoder.layer_norm`. */
export function layerNorm({ tf, weight }: Model, x: Tensor, name: string): Tensor {
  const average = (values: Tensor): Tensor => tf.mul(tf.sum(values, -1, true), 1 / x.shape.at(-1)!);
  const centred = tf.sub(x, average(x));
  const variance = average(tf.square(centred));
  return scaled(tf, centred, variance, weight(`${name}.weight`), weight(`${name}.bias`));
}

function scaled(tf: TensorFlow, centred: Tensor, variance: Tensor, scale: Tensor, shift: Tensor): Tensor {
  return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, EPSILON))), scale), shift);
}

/** Running statistics after a step on a batch of `rows`: momentum 0.1 and unbiased variance, as PyTorch. */
export function movedStatistics(
  tf: TensorFlow,
  running: BatchStatistics,
  batch: BatchStatistics,
  rows: number,
): BatchStatistics {
  const moved = (from: Tensor, to: Tensor): Tensor => tf.add(from, tf.mul(tf.sub(to, from), MOMENTUM));
  return {
    mean: moved(running.mean, batch.mean),
    variance: moved(running.variance, tf.mul(batch.variance, rows / (rows - 1))),
  };
}
