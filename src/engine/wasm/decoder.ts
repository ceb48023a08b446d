import type { Arena, Floats } from './arena.ts';
import { stateAfter, stateBefore, type BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { addTo } from './encoder.ts';
import { cellBackward, cellForward, type StepAddresses } from './gates.ts';
import type { TeacherForcing } from '../teacher-forcing.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose } from './matrix.ts';

/** The recurrent decoder: from its first states to those from which the output projection reads words. */
export interface Decoder {
  /**
   * By layer: the first states, [rows, H], which must be there, then those after each step, compact in the plan's
   * order, [tokens, H]; and their gradients, of which the loss fills in those of the last layer's outputs.
   */
  layers: readonly { states: Floats; dStates: Floats }[];
  /** Address of the last layer's states after each step, and of their gradients, [tokens, H]. */
  outputs(plan: BatchPlan): number;
  dOutputs(plan: BatchPlan): number;
  forward(plan: BatchPlan, forcing?: TeacherForcing): void;
  /**
   * Backpropagation through time: adds the weights' gradients, through the feedback also the output projection's;
   * leaves the gradients of the first states in front of each layer's `dStates`.
   */
  backward(plan: BatchPlan): void;
}

/**
 * The seed's decoder feeds its own output back: the input of step t > 0 is y = W_o h + b_o, linear in the state before.
 * So the gates of such a step are M h + c with M = W_ih W_o + W_hh and c = W_ih b_o + b_ih + b_hh, and the loop never
 * touches the width of a word vector. Rows whose text has ended drop out.
 */
export function createDecoder(context: Context, arena: Arena): Decoder {
  const { kernels, cell, layout, sizes, weights, gradients } = context;
  const { D, H, gates: gateWidth, inputs, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const gates = arena.floats(tokens * gateWidth);
  const states = arena.floats((tokens + maxRows) * H);
  const cells = arena.floats(cell === 'lstm' ? (tokens + maxRows) * H : 0);
  const dStates = arena.floats((tokens + maxRows) * H);
  const dCell = arena.floats(cell === 'lstm' ? maxRows * H : 0);
  const previous = arena.floats(tokens * H);
  const feedback = arena.floats(gateWidth * H);
  const dFeedback = arena.floats(gateWidth * H);
  const firstBias = arena.floats(gateWidth);
  const laterBias = arena.floats(gateWidth);
  const dFirst = arena.floats(gateWidth);
  const dLater = arena.floats(gateWidth);
  const packedFeedback = arena.floats(packedLength(Math.max(H, gateWidth), Math.max(H, gateWidth)));

  const inputWeight = matrix(weights.address('decoder.rnn.weight_ih_l0'), inputs, D);
  const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);
  const outputBias = matrix(weights.address('decoder.output_projection.bias'), 1, D);
  const startToken = matrix(weights.address('decoder.start_token'), 1, D);
  const recurrentWeight = (from: number, blocks: number) =>
    matrix(weights.address('decoder.rnn.weight_hh_l0') + from * H * H * 4, blocks * H, H);

  const step = (plan: BatchPlan, t: number): StepAddresses => ({
    gates: at(gates, plan.offsets[t]! * gateWidth),
    previous: at(states, stateBefore(plan, t) * H),
    hidden: at(states, stateAfter(plan, t) * H),
    previousCell: at(cells, stateBefore(plan, t) * H),
    cell: at(cells, stateAfter(plan, t) * H),
  });

  /** The biases of a step whose input is the row `input`: W_ih input + b_ih, and b_hh where it belongs. */
  const biasFor = (input: typeof startToken, bias: Floats): void => {
    bias.view.fill(0);
    context.multiply(matrix(bias.address, 1, inputs), input, transpose(inputWeight));
    addTo(bias.view, weights.view('decoder.rnn.bias_ih_l0'));
    const hiddenBias = weights.view('decoder.rnn.bias_hh_l0');
    for (const { from, to, blocks } of layout.recurrent)
      addTo(bias.view.subarray(to * H), hiddenBias.subarray(from * H, (from + blocks) * H));
  };

  return {
    layers: [{ states, dStates }],
    outputs: (plan) => at(states, plan.rows * H),
    dOutputs: (plan) => at(dStates, plan.rows * H),

    forward(plan) {
      biasFor(startToken, firstBias);
      biasFor(outputBias, laterBias);
      feedback.view.fill(0);
      context.multiply(matrix(feedback.address, inputs, H), inputWeight, outputWeight);
      const hiddenWeight = weights.view('decoder.rnn.weight_hh_l0');
      for (const { from, to, blocks } of layout.recurrent)
        addTo(feedback.view.subarray(to * H * H), hiddenWeight.subarray(from * H * H, (from + blocks) * H * H));
      const packed = packInto(kernels, packedFeedback.address, transpose(matrix(feedback.address, gateWidth, H)));
      cells.view.fill(0, 0, plan.rows * H);

      for (let t = 0; t < plan.steps; t++) {
        const rows = plan.active[t]!;
        if (rows === 0) break;
        const addresses = step(plan, t);
        const bias = t === 0 ? firstBias : laterBias;
        kernels.fillRows(bias.address, rows, gateWidth, addresses.gates, gateWidth);
        const state = matrix(addresses.previous, rows, H);
        if (t > 0) multiplyPacked(kernels, matrix(addresses.gates, rows, gateWidth), state, packed, true);
        else
          for (const { from, to, blocks } of layout.recurrent)
            context.multiply(
              matrix(addresses.gates + to * H * 4, rows, blocks * H, gateWidth),
              state,
              transpose(recurrentWeight(from, blocks)),
              true,
            );
        cellForward(kernels, cell, addresses, rows, H);
      }
    },

    backward(plan) {
      const packed = packInto(kernels, packedFeedback.address, matrix(feedback.address, gateWidth, H));
      dCell.view.fill(0);
      dStates.view.fill(0, 0, plan.rows * H);
      for (let t = plan.steps - 1; t >= 0; t--) {
        const rows = plan.active[t]!;
        if (rows === 0) continue;
        const addresses = step(plan, t);
        const dPrevious = at(dStates, stateBefore(plan, t) * H);
        cellBackward(
          kernels,
          cell,
          { ...addresses, dHidden: at(dStates, stateAfter(plan, t) * H), dPrevious, dCell: dCell.address },
          rows,
          H,
        );
        const dGates = matrix(addresses.gates, rows, gateWidth);
        if (t > 0) multiplyPacked(kernels, matrix(dPrevious, rows, H), dGates, packed, true);
        else
          for (const { from, to, blocks } of layout.recurrent)
            context.multiply(
              matrix(dPrevious, rows, H),
              matrix(addresses.gates + to * H * 4, rows, blocks * H, gateWidth),
              recurrentWeight(from, blocks),
              true,
            );
      }

      const firstRows = plan.rows;
      const laterRows = plan.tokens - firstRows;
      dFirst.view.fill(0);
      dLater.view.fill(0);
      kernels.sumRows(gates.address, gateWidth, firstRows, gateWidth, dFirst.address);
      kernels.sumRows(at(gates, firstRows * gateWidth), gateWidth, laterRows, gateWidth, dLater.address);

      // dM: the states before each step, lined up with the gates of that step.
      let filled = 0;
      for (let t = 1; t < plan.steps; t++) {
        const rows = plan.active[t]!;
        const first = stateBefore(plan, t) * H;
        previous.view.set(states.view.subarray(first, first + rows * H), filled);
        filled += rows * H;
      }
      context.multiply(
        matrix(dFeedback.address, gateWidth, H),
        transpose(matrix(at(gates, firstRows * gateWidth), laterRows, gateWidth)),
        matrix(previous.address, laterRows, H),
      );

      // dM is shared out: dW_ih += dM W_o^T, dW_o += W_ih^T dM, dW_hh += dM; likewise the biases.
      const dInput = matrix(gradients.address('decoder.rnn.weight_ih_l0'), inputs, D);
      const dFeedbackInputs = matrix(dFeedback.address, inputs, H);
      context.multiply(dInput, dFeedbackInputs, transpose(outputWeight), true);
      kernels.addOuter(dLater.address, outputBias.address, 1, inputs, D, dInput.address);
      kernels.addOuter(dFirst.address, startToken.address, 1, inputs, D, dInput.address);
      context.multiply(
        matrix(gradients.address('decoder.output_projection.weight'), D, H),
        transpose(inputWeight),
        dFeedbackInputs,
        true,
      );
      context.multiply(
        matrix(gradients.address('decoder.output_projection.bias'), 1, D),
        matrix(dLater.address, 1, inputs),
        inputWeight,
        true,
      );
      context.multiply(
        matrix(gradients.address('decoder.start_token'), 1, D),
        matrix(dFirst.address, 1, inputs),
        inputWeight,
        true,
      );
      addTo(dLater.view, dFirst.view);
      addTo(gradients.view('decoder.rnn.bias_ih_l0'), dLater.view.subarray(0, inputs));
      const dHiddenBias = gradients.view('decoder.rnn.bias_hh_l0');
      const dHiddenWeight = gradients.view('decoder.rnn.weight_hh_l0');
      for (const { from, to, blocks } of layout.recurrent) {
        addTo(dHiddenBias.subarray(from * H), dLater.view.subarray(to * H, (to + blocks) * H));
        addTo(dHiddenWeight.subarray(from * H * H), dFeedback.view.subarray(to * H * H, (to + blocks) * H * H));
        context.multiply(
          matrix(gradients.address('decoder.rnn.weight_hh_l0') + from * H * H * 4, blocks * H, H),
          transpose(matrix(at(gates, to * H), firstRows, blocks * H, gateWidth)),
          matrix(states.address, firstRows, H),
          true,
        );
      }
    },
  };
}
