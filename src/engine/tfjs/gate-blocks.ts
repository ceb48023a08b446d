import type { Tensor } from '@tensorflow/tfjs-core';
import { gateLayouts } from '../gate-layouts.ts';
import type { Model } from './tensorflow.ts';

// A row of gates has the blocks of gate-layouts.ts: a GRU's candidate keeps its input part and its hidden part apart, so
// that in every cell the gates before the activations are inputs + h W^T with one weight.

/** Width of a row of gates. */
export function gateWidth({ specification }: Model): number {
  return gateLayouts[specification.cell].blocks * specification.hiddenSize;
}

/** What input weights give, [.., inputs], as rows of gates: zero where no input reaches. */
export function widened({ tf, specification }: Model, rows: Tensor): Tensor {
  const { blocks, inputBlocks } = gateLayouts[specification.cell];
  if (blocks === inputBlocks) return rows;
  const paddings = rows.shape.map((_, i): [number, number] => [
    0,
    i === rows.rank - 1 ? (blocks - inputBlocks) * specification.hiddenSize : 0,
  ]);
  return tf.pad(rows, paddings);
}

/** An input weight, [inputs, ..], as one whose rows are those of the gates. */
export function widenedRows(model: Model, weight: Tensor): Tensor {
  const surplus = gateWidth(model) - weight.shape[0]!;
  if (surplus === 0) return weight;
  return model.tf.pad(weight, [
    [0, surplus],
    [0, 0],
  ]);
}

/** b_ih + b_hh by their blocks, [gates]; `layer` is as in `decoder.rnn` and `l0`. */
export function gateBias(model: Model, room: string, layer: string): Tensor {
  const { tf, weight } = model;
  return tf.add(widened(model, weight(`${room}.bias_ih_${layer}`)), spread(model, weight(`${room}.bias_hh_${layer}`)));
}

/** W_hh by its blocks, [gates, H], and with `feedback`, [inputs, H], what the state does as an input besides. */
export function recurrentWeight(model: Model, room: string, layer: string, feedback?: Tensor): Tensor {
  const { tf, weight } = model;
  const hidden = spread(model, weight(`${room}.weight_hh_${layer}`));
  return feedback ? tf.add(hidden, widenedRows(model, feedback)) : hidden;
}

/** Rows for what the state before does, as rows of gates: a GRU's input part of the candidate has none. */
function spread({ tf, specification }: Model, rows: Tensor): Tensor {
  if (specification.cell !== 'gru') return rows;
  const H = specification.hiddenSize;
  const [, ...more] = rows.shape;
  const part = (all: Tensor, from: number, blocks: number): Tensor =>
    tf.slice(all, [from * H, ...more.map(() => 0)], [blocks * H, ...more]);
  const run = tf.customGrad((...given) => {
    const [x] = given as [Tensor];
    return {
      value: tf.concat([part(x, 0, 2), tf.zeros([H, ...more]), part(x, 2, 1)]),
      gradFunc: (dy: Tensor) => tf.concat([part(dy, 0, 2), part(dy, 3, 1)]),
    };
  });
  return run(rows);
}
