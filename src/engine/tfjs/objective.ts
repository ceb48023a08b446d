import type { Tensor } from '@tensorflow/tfjs-core';
import type { LossParts, Objective } from '../../model/objective.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { Batch } from '../engine.ts';
import type { BatchShape } from './batch-tensors.ts';
import { divergence, type Bottleneck } from './bottleneck.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import type { Model, TensorFlow } from './tensorflow.ts';

const EPSILON = 1e-8;
/** As torch.nn.functional.cosine_similarity: shorter products of lengths are not divided by. */
const SHORTEST = 1e-8;

/** The terms of `LossParts`, in the order in which they are read back. */
export const partNames = [
  'reconstruction',
  'plain',
  'pooled',
  'contrastive',
  'kl',
] as const satisfies readonly (keyof LossParts)[];

/** What the objective looks at. */
export interface Reconstructed {
  shape: BatchShape;
  /** The words and what became of them, [steps * rows, D]. */
  targets: Tensor;
  outputs: Tensor;
  bottleneck: Bottleneck;
}

/** The objective's value, and its terms by `partNames`; scalars all. */
export function objectiveTerms(
  model: Model,
  { shape, targets, outputs, bottleneck }: Reconstructed,
  batch: Batch,
  objective: Objective,
  wordWeights: Float32Array | undefined,
): { loss: Tensor; parts: Tensor[] } {
  const { tf, specification } = model;
  const { plan } = shape;
  const difference = tf.sub(outputs, targets);
  const squares = tf.sum(tf.square(difference), 1);
  const plain = squaredError(tf, shape, squares, specification.inputSize, undefined);
  const squared = (): Tensor => {
    if (objective.plainShare === 1) return plain;
    const weighted = squaredError(tf, shape, squares, specification.inputSize, weightsOf(plan, wordWeights!));
    return tf.add(tf.mul(plain, objective.plainShare), tf.mul(weighted, 1 - objective.plainShare));
  };
  const cosine = (): Tensor => cosineError(tf, shape, targets, outputs, cosineShares(plan, objective, wordWeights));
  const reconstruction = {
    mse: squared,
    cosine,
    hybrid: () => tf.mul(tf.add(squared(), cosine()), 0.5),
  }[objective.reconstruction]();
  const zero = tf.scalar(0);
  const pooled = objective.pooled > 0 ? pooledError(model, shape, difference) : zero;
  const { weight, temperature } = objective.contrastive;
  const contrastive = weight > 0 ? contrastiveLoss(tf, bottleneck.mean, plan, batch, temperature) : zero;
  const kl = divergence(model, bottleneck);
  let loss = reconstruction;
  if (objective.pooled > 0) loss = tf.add(loss, tf.mul(pooled, objective.pooled));
  if (weight > 0) loss = tf.add(loss, tf.mul(contrastive, weight));
  if (objective.kl > 0 && bottleneck.logVariance) loss = tf.add(loss, tf.mul(kl, objective.kl));
  return { loss, parts: [reconstruction, plain, pooled, contrastive, kl] };
}

/**
 * sum(w |y - x|²) / (D sum(w) + 1e-8) over the valid tokens, from |y - x|² of each, [steps * rows]; `weights`, in the
 * plan's compact order, are 1 where they are not given.
 */
export function squaredError(
  tf: TensorFlow,
  shape: BatchShape,
  squares: Tensor,
  D: number,
  weights: Float32Array | undefined,
): Tensor {
  const { plan } = shape;
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : plan.tokens;
  const factor = 1 / (D * total + EPSILON);
  return tf.sum(
    tf.mul(
      squares,
      perToken(tf, plan, (i) => factor * (weights?.[i] ?? 1)),
    ),
  );
}

/** The words' weights of the valid tokens, in the plan's compact order. */
export function weightsOf(plan: BatchPlan, wordWeights: Float32Array): Float32Array {
  return Float32Array.from(plan.decoderWords, (word) => wordWeights[plan.words[word]!]!);
}

/** For each token a number by its place in the compact order, zero where padded, [steps * rows]. */
function perToken(tf: TensorFlow, { rows, steps, active, offsets }: BatchPlan, value: (i: number) => number): Tensor {
  const all = new Float32Array(steps * rows);
  for (let t = 0; t < steps; t++)
    for (let row = 0; row < active[t]!; row++) all[t * rows + row] = value(offsets[t]! + row);
  return tf.tensor1d(all);
}

/** Each token's share of the mixture of plain and weighted mean, in the compact order. */
function cosineShares(
  plan: BatchPlan,
  { plainShare }: Objective,
  wordWeights: Float32Array | undefined,
): (i: number) => number {
  const weights = wordWeights && weightsOf(plan, wordWeights);
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
  return (i) => plainShare / plan.tokens + (weights && total > 0 ? ((1 - plainShare) * weights[i]!) / total : 0);
}

/** 1 - cos(y, x), each token by its share. */
function cosineError(
  tf: TensorFlow,
  { plan }: BatchShape,
  targets: Tensor,
  outputs: Tensor,
  share: (i: number) => number,
): Tensor {
  const dots = tf.sum(tf.mul(outputs, targets), 1);
  const products = tf.mul(tf.sum(tf.square(outputs), 1), tf.sum(tf.square(targets), 1));
  // Bounded before the root, whose slope at zero is infinite.
  const lengths = tf.sqrt(tf.maximum(products, SHORTEST ** 2));
  return tf.sum(tf.mul(tf.sub(1, tf.div(dots, lengths)), perToken(tf, plan, share)));
}

/** |mean_t y - mean_t x|² / D, averaged over rows: whether a row's words are right taken together. */
function pooledError({ tf, specification }: Model, { steps, rows, meanShare }: BatchShape, difference: Tensor): Tensor {
  const D = specification.inputSize;
  const means = tf.sum(tf.mul(tf.reshape(difference, [steps, rows, D]), meanShare), 0);
  return tf.mul(tf.sum(tf.square(means)), 1 / (D * rows));
}
