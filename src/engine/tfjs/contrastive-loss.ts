import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchPlan } from '../batch-plan.ts';
import type { Batch } from '../engine.ts';
import { product } from './products.ts';
import type { TensorFlow } from './tensorflow.ts';

/** Shorter vectors are not lengthened to one. */
const SHORTEST = 1e-8;
/** Far enough below every cosine over a temperature that its share of a softmax is zero. */
const NEVER = -1e9;

/**
 * Symmetric InfoNCE over the batch (van den Oord et al. 2018, equation 4; Chen et al. 2020, NT-Xent, without views): for
 * a row and its pair, -log of the softmax, among the pair and all rows of other groups, of the cosine over the
 * temperature; averaged over both directions of all pairs. Cosines are those of the vectors around the batch's mean.
 * `z`, [rows, Z], is in the plan's order; zero for a batch without pairs, which are those that `checkPairs` lets pass.
 */
export function contrastiveLoss(tf: TensorFlow, z: Tensor, plan: BatchPlan, batch: Batch, temperature: number): Tensor {
  const { rows } = plan;
  const terms = pairedPlaces(plan, batch);
  const count = terms.length;
  if (count === 0) return tf.scalar(0);
  // Selections are products with zeros and ones: not every backend can sum rows of a gradient by place.
  const anchors = new Float32Array(count * rows);
  const positives = new Float32Array(count * rows);
  const excluded = new Float32Array(count * rows);
  const group = (place: number): number => batch.groups?.[plan.order[place]!] ?? -1 - place;
  terms.forEach(({ anchor, positive }, i) => {
    anchors[i * rows + anchor] = 1;
    positives[i * rows + positive] = 1;
    for (let j = 0; j < rows; j++)
      if (j !== positive && (j === anchor || group(j) === group(anchor))) excluded[i * rows + j] = NEVER;
  });
  const asRows = (values: Float32Array): Tensor => tf.tensor2d(values, [count, rows]);

  const centred = tf.sub(z, tf.mul(tf.sum(z, 0), 1 / rows));
  // Bounded before the root, whose slope at zero is infinite.
  const norms = tf.sqrt(tf.maximum(tf.sum(tf.square(centred), 1, true), SHORTEST ** 2));
  const units = tf.div(centred, norms);
  const cosines = product(tf, product(tf, asRows(anchors), units), units, true);
  const scores = tf.div(cosines, temperature);
  const candidates = tf.add(scores, asRows(excluded));
  const totals = logSumExp(tf, candidates);
  const ofPositives = tf.sum(tf.mul(scores, asRows(positives)), 1, true);
  return tf.mul(tf.sum(tf.sub(totals, ofPositives)), 1 / count);
}

/** log of the sum of exponentials of each row, [rows, 1], whose gradient is their softmax. */
function logSumExp(tf: TensorFlow, rows: Tensor): Tensor {
  const compute = tf.customGrad((...given) => {
    const [x, save] = given as [Tensor, (tensors: Tensor[]) => void];
    save([x]);
    const highest = tf.max(x, 1, true);
    return {
      value: tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, highest)), 1, true)), highest),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(tf.softmax(saved[0]!), dy),
    };
  });
  return compute(rows);
}

/** Both directions of all pairs, as places in the plan's order. */
function pairedPlaces({ order, rows }: BatchPlan, { pairs }: Batch): { anchor: number; positive: number }[] {
  const place = new Int32Array(rows);
  order.forEach((row, i) => (place[row] = i));
  return Array.from(pairs ?? [], (pair, row) => ({ pair, row }))
    .filter(({ pair }) => pair >= 0)
    .flatMap(({ pair, row }) => {
      const [one, other] = [place[row]!, place[pair]!];
      return [
        { anchor: one, positive: other },
        { anchor: other, positive: one },
      ];
    });
}
