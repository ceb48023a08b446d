import { elementCount, parameterShapes, type Tensor, type TensorMap } from '../../model/parameters.ts';
import { gateCount, type ModelSpecification } from '../../model/specification.ts';
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
  /** The hidden size rounded up to 4, so that vectors never straddle rows. */
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
  const hidden = (H + 3) & ~3;
  const gates = gateCount(spec.cell);
  const plain = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i);
  const gateRows = Int32Array.from({ length: gates * H }, (_, i) => Math.floor(i / H) * hidden + (i % H));
  const recurrentRow = /rnn\.(weight|bias)/;
  const slots: ParameterSlot[] = [];
  let offset = 0;
  for (const { name, shape, trainable } of parameterShapes(spec)) {
    if (!trainable) continue;
    const isVector = shape.length !== 2;
    const last = shape.at(-1)!;
    const rowMap = isVector ? plain(1) : recurrentRow.test(name) ? gateRows : plain(shape[0]!);
    const columnMap = isVector && recurrentRow.test(name) ? gateRows : plain(last);
    const rows = isVector
      ? 1
      : recurrentRow.test(name)
        ? gates * hidden
        : name.startsWith('decoder.hidden_projection')
          ? hidden
          : shape[0]!;
    const hiddenColumns =
      /weight_hh|encoder\.projection\.weight|output_projection\.weight|hidden_projection\.bias/.test(name);
    const columns = isVector && recurrentRow.test(name) ? gates * hidden : hiddenColumns ? hidden : last;
    const length = rows * columns;
    slots.push({ name, shape, offset, length, rowMap, columnMap, columns });
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
  const view = (slot: ParameterSlot): Float32Array => buffer.view.subarray(slot.offset, slot.offset + slot.length);
  return {
    buffer,
    address: (name) => buffer.address + layout.slot(name).offset * 4,
    view: (name) => view(layout.slot(name)),
    read() {
      const tensors: TensorMap = new Map();
      for (const slot of layout.slots) {
        const data = new Float32Array(elementCount(slot.shape));
        const from = view(slot);
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
