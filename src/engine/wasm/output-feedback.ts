import type { Arena, Floats } from './arena.ts';
import { stateBefore, type BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { inputColumns, type DecoderInput } from './decoder-input.ts';
import type { ForcedTokens } from '../teacher-forcing.ts';
import { runningRows, type RowStretch } from './row-stretch.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose, type Matrix, type Packed } from './matrix.ts';

/**
 * The start token at the first step; at the others b_o, the output's constant part, whose other part `createFeedback`
 * adds, or the true word before.
 */
export function createOutputInput(
  context: Context,
  arena: Arena,
  width: number,
  forced: ForcedTokens | undefined,
): DecoderInput {
  const { kernels, sizes, weights, gradients } = context;
  const { D, inputs, maxRows, maxSteps } = sizes;
  // The start token's row, that of b_o, and those of the distinct words.
  const table = arena.floats((2 + (forced ? maxRows * maxSteps : 0)) * inputs);
  const sources = ['decoder.start_token', 'decoder.output_projection.bias'];
  const words = (plan: BatchPlan): number => (forced?.any() ? plan.words.length : 0);
  const wordRows = (plan: BatchPlan): Matrix => matrix(at(table, 2 * inputs), words(plan), inputs);
  return {
    table,
    rows: (plan) => 2 + words(plan),
    fillTable(plan, bias) {
      const columns = transpose(inputColumns(weights, inputs, D, width));
      kernels.fillRows(bias.address, 2 + words(plan), inputs, table.address, inputs);
      sources.forEach((name, i) =>
        context.multiply(matrix(at(table, i * inputs), 1, inputs), matrix(weights.address(name), 1, D), columns, true),
      );
      if (words(plan) > 0)
        context.multiply(wordRows(plan), matrix(context.words.address, words(plan), D), columns, true);
    },
    fillIndex(plan, index) {
      index.fill(0, 0, plan.rows);
      for (let t = 1; t < plan.steps; t++)
        for (let i = 0; i < plan.active[t]!; i++) {
          const token = plan.offsets[t]! + i;
          index[token] = forced?.has(token) ? 2 + plan.decoderWords[plan.offsets[t - 1]! + i]! : 1;
        }
    },
    backward(plan) {
      const dColumns = inputColumns(gradients, inputs, D, width);
      sources.forEach((name, i) => {
        const dRow = matrix(at(table, i * inputs), 1, inputs);
        context.multiply(dColumns, transpose(dRow), matrix(weights.address(name), 1, D), true);
        context.multiply(matrix(gradients.address(name), 1, D), dRow, inputColumns(weights, inputs, D, width), true);
      });
      if (words(plan) > 0)
        context.multiply(dColumns, transpose(wordRows(plan)), matrix(context.words.address, words(plan), D), true);
    },
  };
}

/**
 * The part of its own output that depends on the last layer's state before: W_ih W_o h, by the product F = W_ih W_o, so
 * that the loop never touches the width of a word vector.
 */
export interface Feedback {
  begin(): void;
  /** Adds to the first layer's gates of a step, from the last layer's states. */
  forwardStep(plan: BatchPlan, t: number, stretch: RowStretch, gates: Floats, states: Floats): void;
  beginBackward(): void;
  backwardStep(plan: BatchPlan, t: number, stretch: RowStretch, dGates: Floats, dStates: Floats): void;
  /** dF is shared out: dW_ih += dF W_o^T, dW_o += W_ih^T dF. */
  finishBackward(plan: BatchPlan, dGates: Floats): void;
}

export function createFeedback(
  context: Context,
  arena: Arena,
  width: number,
  forced: ForcedTokens | undefined,
): Feedback {
  const { kernels: main, sizes, weights, gradients } = context;
  const { D, H, gates: gateWidth, inputs, maxRows, maxSteps } = sizes;
  const product = arena.floats(inputs * H);
  const dProduct = arena.floats(inputs * H);
  /** The states that are fed back, zero where the true word is, lined up with the gates of their step. */
  const fed = arena.floats(maxRows * maxSteps * H);
  const dFed = arena.floats(forced ? maxRows * H : 0);
  const scratch = arena.floats(packedLength(Math.max(H, inputs), Math.max(H, inputs)));
  const output = (block: Context['weights']): Matrix => matrix(block.address('decoder.output_projection.weight'), D, H);
  let packed: Packed;
  return {
    begin() {
      context.multiply(matrix(product.address, inputs, H), inputColumns(weights, inputs, D, width), output(weights));
      packed = packInto(main, scratch.address, transpose(matrix(product.address, inputs, H)));
    },

    forwardStep(plan, t, stretch, gates, states) {
      const { kernels, from } = stretch;
      const rows = runningRows(plan, t, stretch);
      const token = plan.offsets[t]! + from;
      kernels.copy(at(states, (stateBefore(plan, t) + from) * H), rows * H, at(fed, token * H));
      if (forced?.any())
        for (let i = token; i < token + rows; i++) if (forced.has(i)) kernels.clearRows(at(fed, i * H), 1, H, 0);
      const ofStep = matrix(at(gates, token * gateWidth), rows, inputs, gateWidth);
      multiplyPacked(kernels, ofStep, matrix(at(fed, token * H), rows, H), packed, true);
    },

    beginBackward() {
      packed = packInto(main, scratch.address, matrix(product.address, inputs, H));
    },

    backwardStep(plan, t, stretch, dGates, dStates) {
      const { kernels, from } = stretch;
      const rows = runningRows(plan, t, stretch);
      const token = plan.offsets[t]! + from;
      const before = stateBefore(plan, t) + from;
      const ofStep = matrix(at(dGates, token * gateWidth), rows, inputs, gateWidth);
      if (!forced?.any()) {
        multiplyPacked(kernels, matrix(at(dStates, before * H), rows, H), ofStep, packed, true);
        return;
      }
      multiplyPacked(kernels, matrix(at(dFed, from * H), rows, H), ofStep, packed, false);
      for (let i = 0; i < rows; i++)
        if (!forced.has(token + i)) kernels.sumRows(at(dFed, (from + i) * H), H, 1, H, at(dStates, (before + i) * H));
    },

    finishBackward(plan, dGates) {
      const later = plan.tokens - plan.rows;
      const dF = matrix(dProduct.address, inputs, H);
      context.multiply(
        dF,
        transpose(matrix(at(dGates, plan.rows * gateWidth), later, inputs, gateWidth)),
        matrix(at(fed, plan.rows * H), later, H),
      );
      context.multiply(inputColumns(gradients, inputs, D, width), dF, transpose(output(weights)), true);
      context.multiply(output(gradients), transpose(inputColumns(weights, inputs, D, width)), dF, true);
    },
  };
}
