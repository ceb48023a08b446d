import type { Tensor } from '@tensorflow/tfjs-core';
import type { Cell } from '../../model/specification.ts';
import { cellStep, type CellState } from './cells.ts';
import { linear, product } from './products.ts';
import type { TensorFlow } from './tensorflow.ts';

/** One layer's recurrent weight, [gates, H], and first state, [rows, H]. */
export interface CoupledLayer {
  weight: Tensor;
  first: Tensor;
  /** What the layer below does to the gates, [gates, H], and the bias, [gates]; the first layer has neither. */
  from?: { weight: Tensor; bias: Tensor };
}

/**
 * The recurrence where one scan will not do: the last layer's state of the step before, times `feedback`, [gates, H],
 * comes back into the first layer, of two layers or not at every step of every row. `fed`, [steps, rows, 1], is 1 where
 * it does; undefined: everywhere but at the first step. `inputs` are the first layer's, [steps, rows, gates]. Gives the
 * states of each layer after each step, [steps, rows, H].
 */
export function coupledScan(
  tf: TensorFlow,
  cell: Cell,
  inputs: Tensor,
  layers: readonly CoupledLayer[],
  feedback: Tensor,
  fed: Tensor | undefined,
): Tensor[] {
  const states: Pick<CellState, 'hidden' | 'cell'>[] = layers.map(({ first }) => ({ hidden: first }));
  const found: Tensor[][] = layers.map(() => []);
  const shares = fed && tf.unstack(fed);
  tf.unstack(inputs).forEach((input, t) => {
    layers.forEach(({ weight, from }, level) => {
      let gates = product(tf, states[level]!.hidden, weight, true);
      if (from) gates = tf.add(gates, linear(tf, states[level - 1]!.hidden, from.weight, from.bias));
      else {
        gates = tf.add(gates, input);
        const last = states.at(-1)!.hidden;
        if (t > 0) gates = tf.add(gates, product(tf, shares ? tf.mul(last, shares[t]!) : last, feedback, true));
      }
      states[level] = cellStep(tf, cell, gates, states[level]!);
      found[level]!.push(states[level].hidden);
    });
  });
  return found.map((all) => tf.stack(all));
}
