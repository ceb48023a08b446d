import type { Tensor } from '@tensorflow/tfjs-core';
import { directionSuffixes } from '../../model/parameters.ts';
import { readsPadding } from '../../model/specification.ts';
import type { BatchShape, BatchWords } from './batch-tensors.ts';
import { gateBias, gateWidth, recurrentWeight, widened } from './gate-blocks.ts';
import { pooledStates } from './pooling.ts';
import { gatheredProduct, linear, reordered } from './products.ts';
import type { Model } from './tensorflow.ts';

/** Words in, one row of numbers for each row of words out. */
export interface Encoded {
  /** [rows, pooled blocks * H] */
  pooled: Tensor;
  /** The last layer's states by direction, in the order of the text, [steps read, rows, H]. */
  states: Tensor[];
}

/** The recurrent encoder in all its shapes. */
export function encode(model: Model, shape: BatchShape, words: BatchWords): Encoded {
  const { tf, specification, scan } = model;
  const { layers, directions, hiddenSize: H } = specification;
  const { rows } = shape;
  const { steps } = words.reading;
  const zero = tf.zeros([rows, H]);
  let states: Tensor[] = [];
  for (let level = 0; level < layers; level++) {
    const below = states;
    states = directionSuffixes(directions).map((suffix) => {
      const layer = `l${level}${suffix}`;
      const inOrder = level === 0 ? wordInputs(model, words, layer) : stateInputs(model, below, layer);
      const read = suffix === '' ? inOrder : reordered(tf, inOrder, shape.reversed);
      const inputs = tf.reshape(read, [steps, rows, gateWidth(model)]);
      const found = scan(tf, specification.cell, inputs, recurrentWeight(model, 'encoder.rnn', layer), zero);
      if (suffix === '') return found;
      return tf.reshape(reordered(tf, tf.reshape(found, [-1, H]), shape.reversed), [steps, rows, H]);
    });
  }
  if (readsPadding(specification))
    return { pooled: tf.reshape(tf.slice(states[0]!, [steps - 1, 0, 0], [1, rows, H]), [rows, H]), states };
  return { pooled: pooledStates(model, shape, states), states };
}

/** Of a first layer, in the order of the text, [steps * rows, gates]. */
function wordInputs(model: Model, { reading }: BatchWords, layer: string): Tensor {
  const { tf, specification, weight } = model;
  const { inputSize: D, positions: P } = specification;
  const all = weight(`encoder.rnn.weight_ih_${layer}`);
  const outputs = all.shape[0]!;
  const ofWords = P > 0 ? tf.slice(all, [0, 0], [outputs, D]) : all;
  const bias = gateBias(model, 'encoder.rnn', layer);
  const inputs = widened(model, gatheredProduct(tf, reading.vectors, reading.places, ofWords));
  if (P === 0) return tf.add(inputs, bias);
  const ofPositions = tf.slice(all, [0, D], [outputs, P]);
  const vectors = tf.slice(weight('encoder.positions'), [0, 0], [reading.steps, P]);
  const perStep = tf.add(widened(model, linear(tf, vectors, ofPositions)), bias);
  const gates = gateWidth(model);
  const perToken = tf.add(tf.reshape(inputs, [reading.steps, -1, gates]), tf.expandDims(perStep, 1));
  return tf.reshape(perToken, [-1, gates]);
}

/** Of a second layer, from the states of the first by direction, in the order of the text, [steps * rows, gates]. */
function stateInputs(model: Model, below: readonly Tensor[], layer: string): Tensor {
  const { tf, specification, weight } = model;
  const sideBySide = below.length === 1 ? below[0]! : tf.concat([...below], 2);
  const rows = tf.reshape(sideBySide, [-1, below.length * specification.hiddenSize]);
  const inputs = widened(model, linear(tf, rows, weight(`encoder.rnn.weight_ih_${layer}`)));
  return tf.add(inputs, gateBias(model, 'encoder.rnn', layer));
}
