import type { Arena, Floats } from './arena.ts';
import type { BatchPlan } from './batch-plan.ts';
import { at, type Context } from './context.ts';
import { addTo } from './encoder.ts';
import { cellBackward, cellForward, type StepAddresses } from './gates.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose } from './matrix.ts';

/**
 * The decoder feeds its own output back: the input of step t > 0 is y = W_o h + b_o, linear in the state before. So the
 * gates of such a step are M h + c with M = W_ih W_o + W_hh and c = W_ih b_o + b_ih + b_hh, and the loop never touches
 * the width of a word vector. Rows whose text has ended drop out.
 */
export interface Decoder {
  /** States after each step, compact in the plan's order, [tokens, H]; `initial` ones before, [rows, H]. */
  outputs(plan: BatchPlan): number;
  initial: Floats;
  /** `initial` must hold the rows' first states. */
  forward(plan: BatchPlan): void;
  /** Gradients of the states, [rows + tokens, H], the initial ones first; the loss fills in those of the outputs. */
  dStates: Floats;
  /**
   * Backpropagation through time: adds the recurrent weights' gradients and, through the feedback, the output
   * projection's; leaves the gradient of the initial states in front of `dStates`.
   */
  backward(plan: BatchPlan): void;
}

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

  /** State index of the rows before step t; those after it stand at the plan's offset, past the initial rows. */
  const before = (plan: BatchPlan, t: number): number => (t === 0 ? 0 : plan.rows + plan.offsets[t - 1]!);
  const after = (plan: BatchPlan, t: number): number => plan.rows + plan.offsets[t]!;
  const step = (plan: BatchPlan, t: number): StepAddresses => ({
    gates: at(gates, plan.offsets[t]! * gateWidth),
    previous: at(states, before(plan, t) * H),
    hidden: at(states, after(plan, t) * H),
    previousCell: at(cells, before(plan, t) * H),
    cell: at(cells, after(plan, t) * H),
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
    initial: states,
    dStates,
    outputs: (plan) => at(states, plan.rows * H),

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
        const dPrevious = at(dStates, before(plan, t) * H);
        cellBackward(
          kernels,
          cell,
          { ...addresses, dHidden: at(dStates, after(plan, t) * H), dPrevious, dCell: dCell.address },
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
        const first = before(plan, t) * H;
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
