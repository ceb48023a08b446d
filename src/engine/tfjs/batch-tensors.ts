import type { Tensor } from '@tensorflow/tfjs-core';
import { readsPadding, type ModelSpecification } from '../../model/specification.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { TensorFlow } from './tensorflow.ts';

/**
 * A batch's shape on the device. All rows take all steps, in the plan's order, step after step: what a row is past its
 * end is masked where it is read. `[steps, rows, ..]` throughout.
 */
export interface BatchShape {
  plan: BatchPlan;
  rows: number;
  /** As many as the longest row has. */
  steps: number;
  /** 1 where a row has a token, else 0, [steps, rows, 1]. */
  valid: Tensor;
  /** 1 over a row's length where it has a token, else 0, [steps, rows, 1]. */
  meanShare: Tensor;
  /** 1 at a row's last token, else 0, [steps, rows, 1]. */
  last: Tensor;
  /** Place of the token as far from its row's end as this one is from its start; padding's is its own, [steps * rows]. */
  reversed: Tensor;
  /** Places of the valid tokens in the plan's compact order, [tokens]. */
  compact: Tensor;
}

export function batchShape(tf: TensorFlow, plan: BatchPlan): BatchShape {
  const { rows, lengths } = plan;
  const steps = lengths[0]!;
  const perToken = (value: (row: number, t: number) => number): Tensor =>
    tf.tensor3d(
      Float32Array.from({ length: steps * rows }, (_, i) => value(i % rows, Math.floor(i / rows))),
      [steps, rows, 1],
    );
  const reversed = Int32Array.from({ length: steps * rows }, (_, i) => {
    const [row, t] = [i % rows, Math.floor(i / rows)];
    return t < lengths[row]! ? (lengths[row]! - 1 - t) * rows + row : i;
  });
  const compact = new Int32Array(plan.tokens);
  for (let t = 0; t < steps; t++)
    for (let i = 0; i < plan.active[t]!; i++) compact[plan.offsets[t]! + i] = t * rows + i;
  return {
    ...{ plan, rows, steps },
    valid: perToken((row, t) => (t < lengths[row]! ? 1 : 0)),
    meanShare: perToken((row, t) => (t < lengths[row]! ? 1 / lengths[row]! : 0)),
    last: perToken((row, t) => (t === lengths[row]! - 1 ? 1 : 0)),
    reversed: tf.tensor1d(reversed, 'int32'),
    compact: tf.tensor1d(compact, 'int32'),
  };
}

/** A batch's words on the device. */
export interface BatchWords {
  /** The vectors of the distinct words, [words, D]. */
  vectors: Tensor;
  /** The word of each token, padding included, [steps * rows]. */
  places: Tensor;
  /** Those vectors at each token, [steps * rows, D]. */
  targets: Tensor;
  /** What the encoder reads and where: the words, or each token's own vector with noise. */
  reading: { vectors: Tensor; places: Tensor; steps: number };
}

/** `noisy`: each token's own vector and the place of each token's, padding included, [steps of the batch * rows]. */
export function batchWords(
  tf: TensorFlow,
  specification: ModelSpecification,
  { plan, rows, steps }: BatchShape,
  words: Float32Array,
  noisy?: { vectors: Float32Array; places: Int32Array },
): BatchWords {
  const D = specification.inputSize;
  const vectors = tf.tensor2d(words, [plan.words.length, D]);
  const places = tf.tensor1d(plan.encoderWords.slice(0, steps * rows), 'int32');
  // The seed's encoder goes on over the padding to the end of the batch.
  const readSteps = readsPadding(specification) ? plan.steps : steps;
  const readPlaces = (all: Int32Array): Tensor => tf.tensor1d(all.slice(0, readSteps * rows), 'int32');
  return {
    ...{ vectors, places },
    targets: tf.gather(vectors, places),
    reading: {
      vectors: noisy ? tf.tensor2d(noisy.vectors, [noisy.vectors.length / D, D]) : vectors,
      places: readPlaces(noisy ? noisy.places : plan.encoderWords),
      steps: readSteps,
    },
  };
}
