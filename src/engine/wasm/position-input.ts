import type { Arena } from './arena.ts';
import { at, type Context } from './context.ts';
import { matrix, transpose, type Matrix } from './matrix.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { RecurrentLayer } from './recurrent-layer.ts';

/** The share of learned position vectors in what a first layer reads: columns of its input weights of their own. */
export interface PositionInput {
  /** Adds it to the layer's gates; `index` tells each token's position. */
  forward(plan: BatchPlan, index: number): void;
  /** Adds the gradients of the positions and of the weights that read them. */
  backward(plan: BatchPlan, index: number): void;
}

/** `others` is the width of what stands before the positions in the layer's input. */
export function createPositionInput(
  context: Context,
  arena: Arena,
  room: 'encoder' | 'decoder',
  layer: RecurrentLayer,
  others: number,
  width: number,
): PositionInput {
  const { kernels, sizes, weights, gradients } = context;
  const { inputs, gates: gateWidth, maxSteps } = sizes;
  const table = arena.floats(maxSteps * inputs);
  const name = `${room}.positions`;
  const columns = (block: number): Matrix => matrix(block + others * 4, inputs, width, others + width);

  return {
    forward(plan, index) {
      context.multiply(
        matrix(table.address, plan.steps, inputs),
        matrix(weights.address(name), plan.steps, width),
        transpose(columns(weights.address(layer.weight('ih')))),
      );
      kernels.gatherAddRows(table.address, index, plan.tokens, inputs, layer.gates.address, gateWidth);
    },
    backward(plan, index) {
      layer.gatherGradients(plan, table, plan.steps, index);
      const dTable = matrix(at(table, 0), plan.steps, inputs);
      const vectors = matrix(weights.address(name), plan.steps, width);
      context.multiply(columns(gradients.address(layer.weight('ih'))), transpose(dTable), vectors, true);
      context.multiply(
        matrix(gradients.address(name), plan.steps, width),
        dTable,
        columns(weights.address(layer.weight('ih'))),
        true,
      );
    },
  };
}
