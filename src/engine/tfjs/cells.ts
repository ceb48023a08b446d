import type { Tensor } from '@tensorflow/tfjs-core';
import type { Cell } from '../../model/specification.ts';
import type { TensorFlow } from './tensorflow.ts';

/** A cell after one step: what the next step and the backward pass need of it. */
export interface CellState {
  /** [rows, H] */
  hidden: Tensor;
  /** LSTM: [rows, H]. */
  cell?: Tensor;
  /** GRU: r and z side by side, n, hidden part of n; LSTM: i and f side by side, g, o. */
  activations: readonly Tensor[];
}

/** One step of a cell with PyTorch's formulas, from its gates before the activations, [rows, gates]. */
export function cellStep(
  tf: TensorFlow,
  kind: Cell,
  gates: Tensor,
  previous: Pick<CellState, 'hidden' | 'cell'>,
): CellState {
  const H = previous.hidden.shape[1]!;
  const rows = gates.shape[0]!;
  const blocks = (tensor: Tensor, from: number, count = 1): Tensor =>
    tf.slice(tensor, [0, from * H], [rows, count * H]);
  switch (kind) {
    case 'rnn':
      return { hidden: tf.tanh(gates), activations: [] };
    case 'gru': {
      const both = tf.sigmoid(blocks(gates, 0, 2));
      const hiddenPart = blocks(gates, 3);
      const n = tf.tanh(tf.add(blocks(gates, 2), tf.mul(blocks(both, 0), hiddenPart)));
      const hidden = tf.add(n, tf.mul(blocks(both, 1), tf.sub(previous.hidden, n)));
      return { hidden, activations: [both, n, hiddenPart] };
    }
    case 'lstm': {
      const both = tf.sigmoid(blocks(gates, 0, 2));
      const g = tf.tanh(blocks(gates, 2));
      const o = tf.sigmoid(blocks(gates, 3));
      const kept = tf.mul(blocks(both, 0), g);
      const cell = previous.cell ? tf.add(tf.mul(blocks(both, 1), previous.cell), kept) : kept;
      return { hidden: tf.mul(o, tf.tanh(cell)), cell, activations: [both, g, o] };
    }
  }
}
