import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchShape, BatchWords } from './batch-tensors.ts';
import { coupledScan, type CoupledLayer } from './coupled-scan.ts';
import { gateBias, gateWidth, recurrentWeight, widened } from './gate-blocks.ts';
import { gatheredProduct, linear, product } from './products.ts';
import type { Model } from './tensorflow.ts';

/** Steps that are fed the true word before: which, [steps, rows, 1], and the place of that word, [steps * rows]. */
export interface ForcedWords {
  mask: Tensor;
  places: Tensor;
  words: BatchWords;
}

/** From the points of the bottleneck, [rows, Z], to the last layer's states, [steps, rows, H]. */
export function decodeStates(model: Model, shape: BatchShape, z: Tensor, forced?: ForcedWords): Tensor {
  const { tf, specification, scan } = model;
  const { cell, layers, decoderInput } = specification;
  const firsts = firstStates(model, z);
  if (decoderInput === 'latent') {
    const states = scan(tf, cell, latentInputs(model, shape, z), hiddenWeight(model, 0), firsts[0]!);
    if (layers === 1) return states;
    return scan(tf, cell, secondInputs(model, states), hiddenWeight(model, 1), firsts[1]!);
  }
  // W_ih W_o: what the output, linear in the state before, does to the gates, without the width of a word vector.
  const feedback = product(tf, wordColumns(model), model.weight('decoder.output_projection.weight'));
  const inputs = outputInputs(model, shape, forced);
  if (layers === 1 && !forced) {
    // The one weight M = W_ih W_o + W_hh at every step: at the first, the start token is there in place of an output.
    const surplus = tf.neg(product(tf, firsts[0]!, widenedRows(model, feedback), true));
    const atFirst = tf.pad(tf.expandDims(surplus, 0), [
      [0, shape.steps - 1],
      [0, 0],
      [0, 0],
    ]);
    const weight = recurrentWeight(model, 'decoder.rnn', 'l0', feedback);
    return scan(tf, cell, tf.add(inputs, atFirst), weight, firsts[0]!);
  }
  const coupled = firsts.map((first, level): CoupledLayer => {
    const layer = { weight: hiddenWeight(model, level), first };
    if (level === 0) return layer;
    const from = {
      weight: widenedRows(model, model.weight('decoder.rnn.weight_ih_l1')),
      bias: gateBias(model, 'decoder.rnn', 'l1'),
    };
    return { ...layer, from };
  });
  const everyStep = tf.add(inputs, tf.zeros([shape.steps, shape.rows, 1]));
  const fed = forced && tf.sub(1, forced.mask);
  return coupledScan(tf, cell, everyStep, coupled, widenedRows(model, feedback), fed).at(-1)!;
}

/** tanh(W_z z + b_z), by layer. */
function firstStates({ tf, specification, weight }: Model, z: Tensor): Tensor[] {
  const all = linear(tf, z, weight('decoder.hidden_projection.weight'), weight('decoder.hidden_projection.bias'));
  const states = tf.tanh(all);
  const H = specification.hiddenSize;
  if (specification.layers === 1) return [states];
  return [0, 1].map((layer) => tf.slice(states, [0, layer * H], [z.shape[0]!, H]));
}

const hiddenWeight = (model: Model, level: number): Tensor => recurrentWeight(model, 'decoder.rnn', `l${level}`);

/** An input weight, [inputs, ..], as one whose rows are those of the gates. */
function widenedRows({ tf, ...model }: Model, weight: Tensor): Tensor {
  const surplus = gateWidth({ tf, ...model }) - weight.shape[0]!;
  return surplus === 0
    ? weight
    : tf.pad(weight, [
        [0, surplus],
        [0, 0],
      ]);
}

/** The columns of the first layer's input weights before those of the positions. */
function wordColumns({ tf, specification, weight }: Model): Tensor {
  const all = weight('decoder.rnn.weight_ih_l0');
  const [outputs, width] = all.shape as [number, number];
  return specification.positions === 0 ? all : tf.slice(all, [0, 0], [outputs, width - specification.positions]);
}

/** What the positions do to the first layer's gates, [steps, 1, gates]; undefined where there are none. */
function positionInputs(model: Model, steps: number): Tensor | undefined {
  const { tf, specification, weight } = model;
  const P = specification.positions;
  if (P === 0) return undefined;
  const all = weight('decoder.rnn.weight_ih_l0');
  const [outputs, width] = all.shape as [number, number];
  const vectors = tf.slice(weight('decoder.positions'), [0, 0], [steps, P]);
  const columns = tf.slice(all, [0, width - P], [outputs, P]);
  return tf.expandDims(widened(model, linear(tf, vectors, columns)), 1);
}

/** The bottleneck vector, the same at every step: it is multiplied by the input weights once a row. */
function latentInputs(model: Model, { steps }: BatchShape, z: Tensor): Tensor {
  const { tf } = model;
  const perRow = widened(model, linear(tf, z, wordColumns(model)));
  const perStep = positionInputs(model, steps) ?? tf.zeros([steps, 1, 1]);
  return tf.add(tf.expandDims(tf.add(perRow, gateBias(model, 'decoder.rnn', 'l0')), 0), perStep);
}

/**
 * The start token at the first step; at the others b_o, the output's constant part, or the true word before; [steps,
 * rows, gates], or [steps, 1, gates] where rows do not differ.
 */
function outputInputs(model: Model, { steps, rows }: BatchShape, forced: ForcedWords | undefined): Tensor {
  const { tf, specification, weight } = model;
  const D = specification.inputSize;
  const columns = wordColumns(model);
  const sources = tf.concat([
    tf.reshape(weight('decoder.start_token'), [1, D]),
    tf.reshape(weight('decoder.output_projection.bias'), [1, D]),
  ]);
  // Which of the two stands at each step.
  const choice = tf.tensor2d(
    Float32Array.from({ length: 2 * steps }, (_, i) => (i === 0 || (i > 2 && i % 2 === 1) ? 1 : 0)),
    [steps, 2],
  );
  const own = widened(model, product(tf, choice, linear(tf, sources, columns)));
  let inputs = tf.expandDims(own, 1);
  if (forced) {
    const words = widened(model, gatheredProduct(tf, forced.words.vectors, forced.places, columns));
    const perToken = tf.reshape(words, [steps, rows, -1]);
    inputs = tf.add(tf.mul(inputs, tf.sub(1, forced.mask)), tf.mul(perToken, forced.mask));
  }
  inputs = tf.add(inputs, gateBias(model, 'decoder.rnn', 'l0'));
  const positions = positionInputs(model, steps);
  return positions ? tf.add(inputs, positions) : inputs;
}

/** Of the second layer, from the states of the first. */
function secondInputs(model: Model, states: Tensor): Tensor {
  const { tf, specification, weight } = model;
  const [steps, rows] = states.shape as [number, number];
  const flat = tf.reshape(states, [-1, specification.hiddenSize]);
  const inputs = widened(model, linear(tf, flat, weight('decoder.rnn.weight_ih_l1')));
  return tf.reshape(tf.add(inputs, gateBias(model, 'decoder.rnn', 'l1')), [steps, rows, gateWidth(model)]);
}
