import type { Tensor } from '@tensorflow/tfjs-core';
import { elementCount, parameterShapes, type TensorMap } from '../../model/parameters.ts';
import type { ModelSpecification } from '../../model/specification.ts';
import type { TensorFlow } from './tensorflow.ts';

interface Slot {
  name: string;
  shape: readonly number[];
  offset: number;
  length: number;
}

/**
 * All trainable parameters side by side in one vector, as are their gradients and moments: so that what is done to every
 * number is done in one operation.
 */
export interface ParameterVector {
  slots: readonly Slot[];
  /** Views of a vector by slot, tensors of their own. */
  split(vector: Tensor): Tensor[];
  join(tensors: readonly Tensor[]): Tensor;
  /** From the numbers of a vector that was read back: copies. */
  toMap(numbers: Float32Array): TensorMap;
  /** Throws an Error that names the first tensor missing or of another size. */
  fromMap(tensors: TensorMap): Float32Array;
}

export function layOutVector(tf: TensorFlow, specification: ModelSpecification): ParameterVector {
  const slots: Slot[] = [];
  let length = 0;
  for (const { name, shape, trainable } of parameterShapes(specification)) {
    if (!trainable) continue;
    slots.push({ name, shape, offset: length, length: elementCount(shape) });
    length += elementCount(shape);
  }
  return {
    slots,
    split: (vector) => slots.map((slot) => tf.reshape(tf.slice(vector, [slot.offset], [slot.length]), [...slot.shape])),
    join: (tensors) => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]))),
    toMap: (numbers) =>
      new Map(
        slots.map(({ name, shape, offset, length: count }) => [
          name,
          { shape, data: numbers.slice(offset, offset + count) },
        ]),
      ),
    fromMap(tensors) {
      const numbers = new Float32Array(length);
      for (const { name, offset, length: count } of slots) {
        const tensor = tensors.get(name);
        if (tensor?.data.length !== count) throw new Error(`the tensor ${name} is missing or has another shape`);
        numbers.set(tensor.data, offset);
      }
      return numbers;
    },
  };
}
