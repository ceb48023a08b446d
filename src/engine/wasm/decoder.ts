import type { Arena, Floats } from './arena.ts';
import { stateAfter, stateBefore, type BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { forRows, runningRows } from './row-stretch.ts';
import { sumRows } from './shared-rows.ts';
import { addTo } from './encoder.ts';
import { cellBackward, cellForward, type StepAddresses } from './gates.ts';
import type { TeacherForcing } from '../teacher-forcing.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose, type Matrix } from './matrix.ts';

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
  const { kernels, team, cell, layout, sizes, weights, gradients } = context;
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

  let version = -1;

  const inputWeight = matrix(weights.address('decoder.rnn.weight_ih_l0'), inputs, D);
  const outputWeight = matrix(weights.address('decoder.output_projection.weight'), D, H);
  const outputBias = matrix(weights.address('decoder.output_projection.bias'), 1, D);
  const startToken = matrix(weights.address('decoder.start_token'), 1, D);
  const recurrentWeight = (from: number, blocks: number) =>
    matrix(weights.address('decoder.rnn.weight_hh_l0') + from * H * H * 4, blocks * H, H);

  /** Of the rows from `first` on. */
  const step = (plan: BatchPlan, t: number, first: number): StepAddresses => ({
    gates: at(gates, (plan.offsets[t]! + first) * gateWidth),
    previous: at(states, (stateBefore(plan, t) + first) * H),
    hidden: at(states, (stateAfter(plan, t) + first) * H),
    previousCell: at(cells, (stateBefore(plan, t) + first) * H),
    cell: at(cells, (stateAfter(plan, t) + first) * H),
  });
  /** The gates of the first step that a range of recurrent weights fills. */
  const firstGates = (plan: BatchPlan, to: number, blocks: number): Matrix =>
    matrix(at(gates, to * H), plan.rows, blocks * H, gateWidth);

  /** The biases of a step whose input is the row `input`: W_ih input + b_ih, and b_hh where it belongs. */
  const biasFor = (input: typeof startToken, bias: Floats): void => {
    context.clear(bias);
    context.multiply(matrix(bias.address, 1, inputs), input, transpose(inputWeight));
    addTo(bias.view, weights.view('decoder.rnn.bias_ih_l0'));
    const hiddenBias = weights.view('decoder.rnn.bias_hh_l0');
    for (const { from, to, blocks } of layout.recurrent)
      addTo(bias.view.subarray(to * H), hiddenBias.subarray(from * H, (from + blocks) * H));
  };

  /** M and both biases, which hold until the weights change. */
  const prepare = (): void => {
    version = context.weightsVersion;
    biasFor(startToken, firstBias);
    biasFor(outputBias, laterBias);
    context.clear(feedback);
    context.multiply(matrix(feedback.address, inputs, H), inputWeight, outputWeight);
    const hiddenWeight = weights.view('decoder.rnn.weight_hh_l0');
    for (const { from, to, blocks } of layout.recurrent)
      addTo(feedback.view.subarray(to * H * H), hiddenWeight.subarray(from * H * H, (from + blocks) * H * H));
  };

  return {
    layers: [{ states, dStates }],
    outputs: (plan) => at(states, plan.rows * H),
    dOutputs: (plan) => at(dStates, plan.rows * H),

    forward(plan) {
      if (version !== context.weightsVersion) prepare();
      const packed = packInto(kernels, packedFeedback.address, transpose(matrix(feedback.address, gateWidth, H)));
      context.clear(cells, plan.rows * H);

      kernels.fillRows(firstBias.address, plan.rows, gateWidth, gates.address, gateWidth);
      for (const { from, to, blocks } of layout.recurrent)
        context.multiply(
          firstGates(plan, to, blocks),
          matrix(states.address, plan.rows, H),
          transpose(recurrentWeight(from, blocks)),
          true,
        );
      forRows(team, plan.rows, (stretch) => {
        for (let t = 0; t < plan.steps; t++) {
          const rows = runningRows(plan, t, stretch);
          if (rows === 0) break;
          const addresses = step(plan, t, stretch.from);
          if (t > 0) {
            stretch.kernels.fillRows(laterBias.address, rows, gateWidth, addresses.gates, gateWidth);
            const [ofStep, state] = [matrix(addresses.gates, rows, gateWidth), matrix(addresses.previous, rows, H)];
            multiplyPacked(stretch.kernels, ofStep, state, packed, true);
          }
          cellForward(stretch.kernels, cell, addresses, rows, H);
        }
      });
    },

    backward(plan) {
      const packed = packInto(kernels, packedFeedback.address, matrix(feedback.address, gateWidth, H));
      context.clear(dCell);
      context.clear(dStates, plan.rows * H);
      forRows(team, plan.rows, (stretch) => {
        const { from: first } = stretch;
        for (let t = plan.steps - 1; t >= 0; t--) {
          const rows = runningRows(plan, t, stretch);
          if (rows === 0) continue;
          const addresses = step(plan, t, first);
          const dHidden = at(dStates, (stateAfter(plan, t) + first) * H);
          const dPrevious = at(dStates, (stateBefore(plan, t) + first) * H);
          const gradientsOf = { ...addresses, dHidden, dPrevious, dCell: at(dCell, first * H) };
          cellBackward(stretch.kernels, cell, gradientsOf, rows, H);
          if (t === 0) continue;
          const dGates = matrix(addresses.gates, rows, gateWidth);
          multiplyPacked(stretch.kernels, matrix(dPrevious, rows, H), dGates, packed, true);
          // The states before each step, lined up with its gates, from which the gradient of M is made.
          const place = plan.offsets[t]! - plan.rows + first;
          stretch.kernels.copy(addresses.previous, rows * H, at(previous, place * H));
        }
      });
      for (const { from, to, blocks } of layout.recurrent)
        context.multiply(
          matrix(dStates.address, plan.rows, H),
          firstGates(plan, to, blocks),
          recurrentWeight(from, blocks),
          true,
        );

      const firstRows = plan.rows;
      const laterRows = plan.tokens - firstRows;
      context.clear(dFirst);
      context.clear(dLater);
      sumRows(context, gates.address, gateWidth, firstRows, gateWidth, dFirst.address);
      sumRows(context, at(gates, firstRows * gateWidth), gateWidth, laterRows, gateWidth, dLater.address);
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
