import type { Tensor } from '@tensorflow/tfjs-core';
import type { Cell } from '../../model/specification.ts';
import type { TensorFlow } from './tensorflow.ts';

/** A cell after one step: what the next step and the backward pass need of it. */
export interface CellState {
  /** [rows, H] */
  hidden: Tensor;
  /** LSTM: [rows, H]. */
  cell?: Tensor;
  /** GRU: r, z, n, hidden part of n; LSTM: i, f, g, o; each [rows, H]. */
  activations: readonly Tensor[];
}

/** One step of a cell with PyTorch's formulas, from its gates before the activations, [rows, gates]. */
export function cellStep(
  tf: TensorFlow,
  kind: Cell,
  gates: Tensor,
  previous: Pick<CellState, 'hidden' | 'cell'>,
): CellState {
  switch (kind) {
    case 'rnn':
      return { hidden: tf.tanh(gates), activations: [] };
    case 'gru': {
      const [ofR, ofZ, inputPart, hiddenPart] = tf.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const [r, z] = [tf.sigmoid(ofR), tf.sigmoid(ofZ)];
      const n = tf.tanh(tf.add(inputPart, tf.mul(r, hiddenPart)));
      const hidden = tf.add(n, tf.mul(z, tf.sub(previous.hidden, n)));
      return { hidden, activations: [r, z, n, hiddenPart] };
    }
    case 'lstm': {
      const [ofI, ofF, ofG, ofO] = tf.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const [i, f, g, o] = [tf.sigmoid(ofI), tf.sigmoid(ofF), tf.tanh(ofG), tf.sigmoid(ofO)];
      const written = tf.mul(i, g);
      const cell = previous.cell ? tf.add(tf.mul(f, previous.cell), written) : written;
      return { hidden: tf.mul(o, tf.tanh(cell)), cell, activations: [i, f, g, o] };
    }
  }
}
