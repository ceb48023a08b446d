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

/** b_ih + b_hh by their blocks, [gates]; `layer` is as in `decoder.rnn` and `l0`. */
export function gateBias({ tf, specification, weight }: Model, room: string, layer: string): Tensor {
  const input = weight(`${room}.bias_ih_${layer}`);
  const hidden = weight(`${room}.bias_hh_${layer}`);
  if (specification.cell !== 'gru') return tf.add(input, hidden);
  const H = specification.hiddenSize;
  return tf.concat([
    tf.add(tf.slice(input, [0], [2 * H]), tf.slice(hidden, [0], [2 * H])),
    tf.slice(input, [2 * H], [H]),
    tf.slice(hidden, [2 * H], [H]),
  ]);
}

/** W_hh by its blocks, [gates, H], and with `feedback`, [inputs, H], what the state does as an input besides. */
export function recurrentWeight(
  { tf, specification, weight }: Model,
  room: string,
  layer: string,
  feedback?: Tensor,
): Tensor {
  const hidden = weight(`${room}.weight_hh_${layer}`);
  if (specification.cell !== 'gru') return feedback ? tf.add(hidden, feedback) : hidden;
  const H = specification.hiddenSize;
  const [before, candidate] = [tf.slice(hidden, [0, 0], [2 * H, H]), tf.slice(hidden, [2 * H, 0], [H, H])];
  if (!feedback) return tf.concat([before, tf.zeros([H, H]), candidate]);
  return tf.concat([
    tf.add(before, tf.slice(feedback, [0, 0], [2 * H, H])),
    tf.slice(feedback, [2 * H, 0], [H, H]),
    candidate,
  ]);
}
