import type { ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats } from './arena.ts';
import { positionsOf, stateAfter, stateBefore, type BatchPlan } from './batch-plan.ts';
import type { Bottleneck } from './bottleneck.ts';
import { at, type Context } from './context.ts';
import type { Decoder } from './decoder.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose, type Matrix, type Packed } from './matrix.ts';
import { createPositionInput } from './position-input.ts';
import { createRecurrentLayer, lastStep } from './recurrent-layer.ts';

/** Where the first layer's input comes from, but for the positions. */
interface DecoderInput {
  /** Rows that `index` names, times the input weights and with the bias, [.., inputs]. */
  table: Floats;
  fillTable(plan: BatchPlan, bias: Floats): void;
  fillIndex(plan: BatchPlan, index: Int32Array): void;
  /** Rows of the table in use. */
  rows(plan: BatchPlan): number;
  /** Shares out the gradient that `table` holds. */
  backward(plan: BatchPlan): void;
}

/**
 * The recurrent decoder in all shapes but the seed's: fed by the bottleneck vector at every step or by its own output,
 * with position vectors beside that, of one or two layers. Rows whose text has ended drop out.
 */
export function createLayeredDecoder(
  context: Context,
  arena: Arena,
  specification: ModelSpecification,
  bottleneck: Bottleneck,
): Decoder {
  const { kernels, sizes, weights, gradients } = context;
  const { D, H, Z, gates: gateWidth, inputs, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const { layers: depth, positions: P, decoderInput } = specification;
  const layers = Array.from({ length: depth }, (_, level) =>
    createRecurrentLayer(context, arena, 'decoder.rnn', `l${level}`, false),
  );
  const first = layers[0]!;
  const top = layers.at(-1)!;
  const others = decoderInput === 'latent' ? Z : D;
  const input =
    decoderInput === 'latent'
      ? createLatentInput(context, arena, bottleneck, others + P)
      : createOutputInput(context, arena, others + P);
  const feedback = decoderInput === 'latent' ? undefined : createFeedback(context, arena, others + P);
  const index = arena.integers(tokens);
  const position = arena.integers(tokens);
  const positions = P > 0 ? createPositionInput(context, arena, 'decoder', first, others, P) : undefined;
  const packedSecond = arena.floats(depth > 1 ? packedLength(Math.max(H, inputs), Math.max(H, inputs)) : 0);
  const secondWeight = (block: Context['weights']): Matrix => matrix(block.address(top.weight('ih')), inputs, H);
  const gatesOf = (layer: typeof first, plan: BatchPlan, t: number): number =>
    at(layer.gates, plan.offsets[t]! * gateWidth);

  return {
    layers,
    outputs: (plan) => at(top.states, plan.rows * H),
    dOutputs: (plan) => at(top.dStates, plan.rows * H),

    forward(plan) {
      input.fillTable(plan, first.bias());
      input.fillIndex(plan, index.view);
      first.loadInputs(plan, input.table.address, index.address);
      position.view.set(positionsOf(plan));
      positions?.forward(plan, position.address);
      feedback?.begin();
      for (const layer of layers) layer.begin(plan);
      const second = depth > 1 ? packInto(kernels, packedSecond.address, transpose(secondWeight(weights))) : undefined;
      const secondBias = depth > 1 ? top.bias() : undefined;

      for (let t = 0; t <= lastStep(plan); t++) {
        const rows = plan.active[t]!;
        if (t > 0) feedback?.forwardStep(gatesOf(first, plan, t), at(top.states, stateBefore(plan, t) * H), rows);
        first.forwardStep(plan, t);
        if (!second || !secondBias) continue;
        const gates = matrix(gatesOf(top, plan, t), rows, inputs, gateWidth);
        kernels.fillRows(secondBias.address, rows, gateWidth, gates.address, gateWidth);
        multiplyPacked(kernels, gates, matrix(at(first.states, stateAfter(plan, t) * H), rows, H), second, true);
        top.forwardStep(plan, t);
      }
    },

    backward(plan) {
      top.dStates.view.fill(0, 0, plan.rows * H);
      if (depth > 1) first.clearGradients(plan);
      for (const layer of layers) layer.beginBackward();
      feedback?.beginBackward();
      const second = depth > 1 ? packInto(kernels, packedSecond.address, secondWeight(weights)) : undefined;
      for (let t = lastStep(plan); t >= 0; t--) {
        const rows = plan.active[t]!;
        if (second) {
          top.backwardStep(plan, t);
          const dGates = matrix(gatesOf(top, plan, t), rows, inputs, gateWidth);
          multiplyPacked(kernels, matrix(at(first.dStates, stateAfter(plan, t) * H), rows, H), dGates, second, true);
        }
        first.backwardStep(plan, t);
        if (t > 0) feedback?.backwardStep(gatesOf(first, plan, t), at(top.dStates, stateBefore(plan, t) * H), rows);
      }
      for (const layer of layers) layer.finishBackward(plan);
      if (depth > 1)
        context.multiply(
          secondWeight(gradients),
          transpose(matrix(top.gates.address, plan.tokens, inputs, gateWidth)),
          matrix(at(first.states, plan.rows * H), plan.tokens, H),
          true,
        );
      first.gatherGradients(plan, input.table, input.rows(plan), index.address);
      input.backward(plan);
      feedback?.finishBackward(plan, first.gates, top.states);
      positions?.backward(plan, position.address);
    },
  };
}

/** The columns of the first layer's input weights before those of the positions. */
function inputColumns(block: Context['weights'], inputs: number, columns: number, width: number): Matrix {
  return matrix(block.address('decoder.rnn.weight_ih_l0'), inputs, columns, width);
}

/** The bottleneck vector, the same at every step: it is multiplied by the input weights once a row. */
function createLatentInput(context: Context, arena: Arena, { z, dZ }: Bottleneck, width: number): DecoderInput {
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

/** The start token at the first step and b_o, the output's constant part, at the others; see `createFeedback`. */
function createOutputInput(context: Context, arena: Arena, width: number): DecoderInput {
  const { kernels, sizes, weights, gradients } = context;
  const { D, inputs } = sizes;
  const table = arena.floats(2 * inputs);
  const sources = ['decoder.start_token', 'decoder.output_projection.bias'];
  return {
    table,
    rows: () => 2,
    fillTable(_, bias) {
      kernels.fillRows(bias.address, 2, inputs, table.address, inputs);
      sources.forEach((name, i) =>
        context.multiply(
          matrix(at(table, i * inputs), 1, inputs),
          matrix(weights.address(name), 1, D),
          transpose(inputColumns(weights, inputs, D, width)),
          true,
        ),
      );
    },
    fillIndex(plan, index) {
      index.fill(0, 0, plan.rows);
      index.fill(1, plan.rows, plan.tokens);
    },
    backward() {
      sources.forEach((name, i) => {
        const dRow = matrix(at(table, i * inputs), 1, inputs);
        context.multiply(
          inputColumns(gradients, inputs, D, width),
          transpose(dRow),
          matrix(weights.address(name), 1, D),
          true,
        );
        context.multiply(matrix(gradients.address(name), 1, D), dRow, inputColumns(weights, inputs, D, width), true);
      });
    },
  };
}

/**
 * The part of its own output that depends on the last layer's state before: W_ih W_o h, by the product F = W_ih W_o, so
 * that the loop never touches the width of a word vector.
 */
function createFeedback(context: Context, arena: Arena, width: number) {
  const { kernels, sizes, weights, gradients } = context;
  const { D, H, gates: gateWidth, inputs, maxRows, maxSteps } = sizes;
  const product = arena.floats(inputs * H);
  const dProduct = arena.floats(inputs * H);
  const previous = arena.floats(maxRows * maxSteps * H);
  const scratch = arena.floats(packedLength(Math.max(H, inputs), Math.max(H, inputs)));
  const output = (block: Context['weights']): Matrix => matrix(block.address('decoder.output_projection.weight'), D, H);
  let packed: Packed;
  return {
    begin(): void {
      context.multiply(matrix(product.address, inputs, H), inputColumns(weights, inputs, D, width), output(weights));
      packed = packInto(kernels, scratch.address, transpose(matrix(product.address, inputs, H)));
    },
    forwardStep(gates: number, state: number, rows: number): void {
      multiplyPacked(kernels, matrix(gates, rows, inputs, gateWidth), matrix(state, rows, H), packed, true);
    },
    beginBackward(): void {
      packed = packInto(kernels, scratch.address, matrix(product.address, inputs, H));
    },
    backwardStep(dGates: number, dState: number, rows: number): void {
      multiplyPacked(kernels, matrix(dState, rows, H), matrix(dGates, rows, inputs, gateWidth), packed, true);
    },
    /** dF is shared out: dW_ih += dF W_o^T, dW_o += W_ih^T dF. */
    finishBackward(plan: BatchPlan, dGates: Floats, states: Floats): void {
      let filled = 0;
      for (let t = 1; t < plan.steps; t++) {
        const from = stateBefore(plan, t) * H;
        const count = plan.active[t]! * H;
        previous.view.set(states.view.subarray(from, from + count), filled);
        filled += count;
      }
      const later = plan.tokens - plan.rows;
      const dF = matrix(dProduct.address, inputs, H);
      context.multiply(
        dF,
        transpose(matrix(at(dGates, plan.rows * gateWidth), later, inputs, gateWidth)),
        matrix(previous.address, later, H),
      );
      context.multiply(inputColumns(gradients, inputs, D, width), dF, transpose(output(weights)), true);
      context.multiply(output(gradients), transpose(inputColumns(weights, inputs, D, width)), dF, true);
    },
  };
}
