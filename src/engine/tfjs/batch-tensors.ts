import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchPlan } from '../batch-plan.ts';
import type { TensorFlow } from './tensorflow.ts';

/**
 * A batch's shape on the device. All rows take all of the batch's steps, in the plan's order, step after step: what a row
 * is past its end is masked where it is read. `[steps, rows, ..]` throughout, so that the batches of a phase are all of
 * one size: WebGPU keeps the buffers of every size that it has met.
 */
export interface BatchShape {
  plan: BatchPlan;
  rows: number;
  steps: number;
  /** 1 where a row has a token, else 0, [steps, rows, 1]. */
  valid: Tensor;
  /** 1 over a row's length where it has a token, else 0, [steps, rows, 1]. */
  meanShare: Tensor;
  /** 1 at a row's last token, else 0, [steps, rows, 1]. */
  last: Tensor;
  /** Place of the token as far from its row's end as this one is from its start; padding's is its own, [steps * rows]. */
  reversed: Tensor;
}

export function batchShape(tf: TensorFlow, plan: BatchPlan): BatchShape {
  const { rows, steps, lengths } = plan;
  const perToken = (value: (row: number, t: number) => number): Tensor =>
    tf.tensor3d(
      Float32Array.from({ length: steps * rows }, (_, i) => value(i % rows, Math.floor(i / rows))),
      [steps, rows, 1],
    );
  const reversed = Int32Array.from({ length: steps * rows }, (_, i) => {
    const [row, t] = [i % rows, Math.floor(i / rows)];
    return t < lengths[row]! ? (lengths[row]! - 1 - t) * rows + row : i;
  });
  return {
    ...{ plan, rows, steps },
    valid: perToken((row, t) => (t < lengths[row]! ? 1 : 0)),
    meanShare: perToken((row, t) => (t < lengths[row]! ? 1 / lengths[row]! : 0)),
    last: perToken((row, t) => (t === lengths[row]! - 1 ? 1 : 0)),
    reversed: tf.tensor1d(reversed, 'int32'),
  };
}

/** A batch's words on the device. */
export interface BatchWords {
  /** The vectors of the distinct words, and zeros, [words, D]. */
  vectors: Tensor;
  /** The word of each token, padding included, [steps * rows]. */
  places: Tensor;
  /** Those vectors at each token, [steps * rows, D]. */
  targets: Tensor;
  /** What the encoder reads and where: the words, or each token's own vector with noise. */
  reading: { vectors: Tensor; places: Tensor };
}

/** Rows of vectors, [.., D], and the row of each token, padding included, [steps * rows]. */
export interface Reading {
  vectors: Float32Array;
  places: Int32Array;
}

/** `noisy` is what the encoder reads in place of the words. */
export function batchWords(tf: TensorFlow, D: number, words: Reading, noisy: Reading | undefined): BatchWords {
  const onDevice = (reading: Reading): BatchWords['reading'] => ({
    vectors: tf.tensor2d(reading.vectors, [reading.vectors.length / D, D]),
    places: tf.tensor1d(reading.places, 'int32'),
  });
  const { vectors, places } = onDevice(words);
  return {
    ...{ vectors, places },
    targets: tf.gather(vectors, places),
    reading: noisy ? onDevice(noisy) : { vectors, places },
  };
}
