import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensorflow.ts';

/** The parts of a tensor by its first dimension, which counts steps. */
export function stepsOf(tf: TensorFlow, all: Tensor): Tensor[] {
  const [steps] = all.shape as [number, ...number[]];
  if (tf.getBackend() !== 'wasm') return tf.unstack(all);
  // There every slice copies the tensor that it is cut from: so it is cut from groups of steps.
  const size = Math.ceil(Math.sqrt(steps));
  const sizes = Array.from({ length: Math.ceil(steps / size) }, (_, group) => Math.min(size, steps - group * size));
  return tf.split(all, sizes).flatMap((group) => tf.unstack(group));
}
