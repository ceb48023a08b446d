import type { Arena, Floats } from './arena.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { Bottleneck } from './bottleneck.ts';
import type { Context } from './context.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';

/** Where the first layer's input comes from, but for the positions. */
export interface DecoderInput {
  /** Rows that `index` names, times the input weights and with the bias, [.., inputs]. */
  table: Floats;
  fillTable(plan: BatchPlan, bias: Floats): void;
  fillIndex(plan: BatchPlan, index: Int32Array): void;
  /** Rows of the table in use. */
  rows(plan: BatchPlan): number;
  /** Shares out the gradient that `table` holds. */
  backward(plan: BatchPlan): void;
}

/** The columns of the first layer's input weights before those of the positions. */
export function inputColumns(block: Context['weights'], inputs: number, columns: number, width: number): Matrix {
  return matrix(block.address('decoder.rnn.weight_ih_l0'), inputs, columns, width);
}

/** The bottleneck vector, the same at every step: it is multiplied by the input weights once a row. */
export function createLatentInput(context: Context, arena: Arena, { z, dZ }: Bottleneck, width: number): DecoderInput {
  const { kernels, sizes, weights, gradients } = context;
  const { Z, inputs, maxRows } = sizes;
  const table = arena.floats(maxRows * inputs);
  return {
    table,
    rows: (plan) => plan.rows,
    fillTable({ rows }, bias) {
      kernels.fillRows(bias.address, rows, inputs, table.address, inputs);
      context.multiply(
        matrix(table.address, rows, inputs),
        matrix(z.address, rows, Z),
        transpose(inputColumns(weights, inputs, Z, width)),
        true,
      );
    },
    fillIndex(plan, index) {
      for (let t = 0; t < plan.steps; t++) for (let i = 0; i < plan.active[t]!; i++) index[plan.offsets[t]! + i] = i;
    },
    backward({ rows }) {
      const dTable = matrix(table.address, rows, inputs);
      context.multiply(inputColumns(gradients, inputs, Z, width), transpose(dTable), matrix(z.address, rows, Z), true);
      context.multiply(matrix(dZ.address, rows, Z), dTable, inputColumns(weights, inputs, Z, width), true);
    },
  };
}
