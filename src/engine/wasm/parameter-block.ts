import { elementCount, parameterShapes, type Tensor, type TensorMap } from '../../model/parameters.ts';
import type { ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats } from './arena.ts';

/** One trainable tensor's place in the flat block. Where a dimension counts hidden units it is the padded size. */
export interface ParameterSlot {
  name: string;
  /** Shape as PyTorch has it. */
  shape: readonly number[];
  /** First element in the block. */
  offset: number;
  /** Elements it takes there. */
  length: number;
  /** For each index of the row (first) and column (last) dimension, its index in the padded layout. */
  rowMap: Int32Array;
  columnMap: Int32Array;
  columns: number;
}

export interface ParameterLayout {
  /** The hidden size rounded up to 8, so that two vectors side by side never straddle rows. */
  hidden: number;
  slots: readonly ParameterSlot[];
  slot(name: string): ParameterSlot;
  /** Elements of the whole block, a multiple of 4. */
  length: number;
}

/**
 * Lays the trainable parameters out side by side. Hidden units added by rounding up have zero weights in and out; their
 * states and gradients are then exactly zero, so training leaves them so.
 */
export function layOutParameters(spec: ModelSpecification): ParameterLayout {
  const H = spec.hiddenSize;
  const hidden = (H + 7) & ~7;
  const slots: ParameterSlot[] = [];
  let offset = 0;
  for (const { name, shape, hidden: counts, trainable } of parameterShapes(spec)) {
    if (!trainable) continue;
    const padded = (i: number): number => (counts[i] ? (shape[i]! / H) * hidden : shape[i]!);
    const map = (i: number): Int32Array =>
      Int32Array.from({ length: shape[i]! }, (_, at) => (counts[i] ? Math.floor(at / H) * hidden + (at % H) : at));
    const isMatrix = shape.length === 2;
    const last = shape.length - 1;
    const rowMap = isMatrix ? map(0) : Int32Array.of(0);
    const columns = padded(last);
    const length = (isMatrix ? padded(0) : 1) * columns;
    slots.push({ name, shape, offset, length, rowMap, columnMap: map(last), columns });
    offset += (length + 3) & ~3;
  }
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  return { hidden, slots, length: offset, slot: (name) => byName.get(name)! };
}

/** A flat block in the layout: weights, gradients or moments. */
export interface ParameterBlock {
  buffer: Floats;
  address(name: string): number;
  view(name: string): Float32Array;
  /** Copies of all tensors in PyTorch's shapes. */
  read(): TensorMap;
  /** Overwrites the block; tensors that are not in the layout are ignored. */
  write(tensors: TensorMap): void;
}

export function createParameterBlock(arena: Arena, layout: ParameterLayout): ParameterBlock {
  const buffer = arena.floats(layout.length);
  const isPadded = (slot: ParameterSlot): boolean => slot.length !== elementCount(slot.shape);
  const view = (slot: ParameterSlot): Float32Array => buffer.view.subarray(slot.offset, slot.offset + slot.length);
  return {
    buffer,
    address: (name) => buffer.address + layout.slot(name).offset * 4,
    view: (name) => view(layout.slot(name)),
    read() {
      const tensors: TensorMap = new Map();
      for (const slot of layout.slots) {
        const from = view(slot);
        if (!isPadded(slot)) {
          tensors.set(slot.name, { shape: slot.shape, data: from.slice() });
          continue;
        }
        const data = new Float32Array(elementCount(slot.shape));
        let i = 0;
        for (const row of slot.rowMap)
          for (const column of slot.columnMap) data[i++] = from[row * slot.columns + column]!;
        tensors.set(slot.name, { shape: slot.shape, data });
      }
      return tensors;
    },
    write(tensors) {
      buffer.view.fill(0);
      for (const slot of layout.slots) {
        const tensor: Tensor | undefined = tensors.get(slot.name);
        if (!tensor || tensor.data.length !== elementCount(slot.shape))
          throw new Error(`the tensor ${slot.name} is missing or has another shape`);
        const to = view(slot);
        let i = 0;
        for (const row of slot.rowMap)
          for (const column of slot.columnMap) to[row * slot.columns + column] = tensor.data[i++]!;
      }
    },
  };
}
