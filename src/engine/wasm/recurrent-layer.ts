import type { Arena, Floats } from './arena.ts';
import { stateAfter, stateBefore, type BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { forRows, runningRows, type RowStretch } from './row-stretch.ts';
import { fillRows, gatherRows, sumRows, sumRowsByIndex } from './shared-rows.ts';
import { addTo } from './encoder.ts';
import { cellBackward, cellForward, type StepAddresses } from './gates.ts';
import type { Team } from './threads/team.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose, type Matrix, type Packed } from './matrix.ts';

/**
 * One layer of recurrent cells in one direction, over the valid tokens only: at each step the rows still running are
 * the first ones of the plan's order. What it reads comes in as rows of a table that are already multiplied by the
 * input weights, so that equal inputs are multiplied once.
 */
export interface RecurrentLayer {
  /** First states, [rows, H], then those after each step, compact, [tokens, H]. */
  states: Floats;
  /** Their gradients; whoever reads the states adds to them. */
  dStates: Floats;
  /** [tokens, gates]; after the backward pass the gradients before the activations. */
  gates: Floats;
  /** The weights' name in the parameter block, as in `weight('ih')`. */
  weight(kind: 'ih' | 'hh'): string;
  /** Computes what each step adds to its gates beside weights times inputs, [gates]. */
  bias(): Floats;
  /** Fills the gates of all tokens from rows of `table`, [.., inputs], the bias included. */
  loadInputs(plan: BatchPlan, table: number, index: number): void;
  /** Sums the gradients of the tokens into the `rows` rows of `table` that they were loaded from. */
  gatherGradients(plan: BatchPlan, table: Floats, rows: number, index: number): void;
  begin(plan: BatchPlan): void;
  forwardStep(plan: BatchPlan, t: number, stretch: RowStretch): void;
  /** Sets the gradients of all states to zero. */
  clearGradients(plan: BatchPlan): void;
  beginBackward(): void;
  /** Turns the gates of the step into their gradients and passes on the gradient of the states before it. */
  backwardStep(plan: BatchPlan, t: number, stretch: RowStretch): void;
  /** Adds the gradients of the recurrent weights and of both biases. */
  finishBackward(plan: BatchPlan): void;
}

/** `room` and `suffix` name the weights, as in `encoder.rnn` and `l0_reverse`. */
export function createRecurrentLayer(
  context: Context,
  arena: Arena,
  room: string,
  suffix: string,
  startsAtZero: boolean,
): RecurrentLayer {
  const { kernels, cell, layout, sizes, weights, gradients } = context;
  const { H, gates: gateWidth, inputs, maxRows, maxSteps } = sizes;
  const tokens = maxRows * maxSteps;
  const gates = arena.floats(tokens * gateWidth);
  const states = arena.floats((tokens + maxRows) * H);
  const dStates = arena.floats((tokens + maxRows) * H);
  const cells = arena.floats(cell === 'lstm' ? (tokens + maxRows) * H : 0);
  const dCell = arena.floats(cell === 'lstm' ? maxRows * H : 0);
  const previous = arena.floats(tokens * H);
  const bias = arena.floats(gateWidth);
  const dBias = arena.floats(gateWidth);
  const packedForward = layout.recurrent.map(({ blocks }) => arena.floats(packedLength(H, blocks * H)));
  const packedBackward = layout.recurrent.map(({ blocks }) => arena.floats(packedLength(blocks * H, H)));
  let packed: Packed[] = [];

  const weight = (kind: 'ih' | 'hh'): string => `${room}.weight_${kind}_${suffix}`;
  const biasName = (kind: 'ih' | 'hh'): string => `${room}.bias_${kind}_${suffix}`;
  const recurrentWeight = (from: number, blocks: number): Matrix =>
    matrix(weights.address(weight('hh')) + from * H * H * 4, blocks * H, H);

  /** Of the rows from `first` on. */
  const step = (plan: BatchPlan, t: number, first: number): StepAddresses => ({
    gates: at(gates, (plan.offsets[t]! + first) * gateWidth),
    previous: at(states, (stateBefore(plan, t) + first) * H),
    hidden: at(states, (stateAfter(plan, t) + first) * H),
    previousCell: at(cells, (stateBefore(plan, t) + first) * H),
    cell: at(cells, (stateAfter(plan, t) + first) * H),
  });
  /** The part of a step's gates that recurrent weights fill. */
  const part = (address: number, rows: number, to: number, blocks: number): Matrix =>
    matrix(address + to * H * 4, rows, blocks * H, gateWidth);

  return {
    states,
    dStates,
    gates,
    weight,

    bias() {
      context.clear(bias);
      bias.view.set(weights.view(biasName('ih')));
      const hiddenBias = weights.view(biasName('hh'));
      for (const { from, to, blocks } of layout.recurrent)
        addTo(bias.view.subarray(to * H), hiddenBias.subarray(from * H, (from + blocks) * H));
      return bias;
    },

    loadInputs(plan, table, index) {
      gatherRows(context, table, index, plan.tokens, inputs, gates.address, gateWidth);
      // A GRU's candidate keeps the hidden part apart, which no input reaches.
      if (inputs < gateWidth)
        fillRows(context, at(bias, inputs), plan.tokens, gateWidth - inputs, at(gates, inputs), gateWidth);
    },

    gatherGradients(plan, table, rows, index) {
      sumRowsByIndex(context, gates.address, gateWidth, index, plan.tokens, inputs, table.address, rows);
    },

    begin(plan) {
      packed = layout.recurrent.map(({ from, blocks }, i) =>
        packInto(kernels, packedForward[i]!.address, transpose(recurrentWeight(from, blocks))),
      );
      context.clear(cells, plan.rows * H);
      if (startsAtZero) context.clear(states, plan.rows * H);
    },

    forwardStep(plan, t, stretch) {
      const rows = runningRows(plan, t, stretch);
      const addresses = step(plan, t, stretch.from);
      if (t > 0 || !startsAtZero)
        layout.recurrent.forEach(({ to, blocks }, i) =>
          multiplyPacked(
            stretch.kernels,
            part(addresses.gates, rows, to, blocks),
            matrix(addresses.previous, rows, H),
            packed[i]!,
            true,
          ),
        );
      cellForward(stretch.kernels, cell, addresses, rows, H);
    },

    clearGradients(plan) {
      context.clear(dStates, (plan.rows + plan.tokens) * H);
    },

    beginBackward() {
      packed = layout.recurrent.map(({ from, blocks }, i) =>
        packInto(kernels, packedBackward[i]!.address, recurrentWeight(from, blocks)),
      );
      context.clear(dCell);
    },

    backwardStep(plan, t, stretch) {
      const { from: first } = stretch;
      const rows = runningRows(plan, t, stretch);
      const addresses = step(plan, t, first);
      const dPrevious = at(dStates, (stateBefore(plan, t) + first) * H);
      const dHidden = at(dStates, (stateAfter(plan, t) + first) * H);
      const gradientsOf = { ...addresses, dHidden, dPrevious, dCell: at(dCell, first * H) };
      cellBackward(stretch.kernels, cell, gradientsOf, rows, H);
      if (t > 0 || !startsAtZero)
        layout.recurrent.forEach(({ to, blocks }, i) =>
          multiplyPacked(
            stretch.kernels,
            matrix(dPrevious, rows, H),
            part(addresses.gates, rows, to, blocks),
            packed[i]!,
            true,
          ),
        );
      // The states before each step, lined up with its gates, from which the weights' gradients are made.
      stretch.kernels.copy(addresses.previous, rows * H, at(previous, (plan.offsets[t]! + first) * H));
    },

    finishBackward(plan) {
      context.clear(dBias);
      sumRows(context, gates.address, gateWidth, plan.tokens, gateWidth, dBias.address);
      addTo(gradients.view(biasName('ih')), dBias.view.subarray(0, inputs));
      const hiddenBias = gradients.view(biasName('hh'));
      const skipped = startsAtZero ? plan.rows : 0;
      const count = plan.tokens - skipped;
      for (const { from, to, blocks } of layout.recurrent) {
        addTo(hiddenBias.subarray(from * H), dBias.view.subarray(to * H, (to + blocks) * H));
        if (count > 0)
          context.multiply(
            matrix(gradients.address(weight('hh')) + from * H * H * 4, blocks * H, H),
            transpose(part(at(gates, skipped * gateWidth), count, to, blocks)),
            matrix(at(previous, skipped * H), count, H),
            true,
          );
      }
    },
  };
}

/** All steps of a layer whose inputs are loaded. */
export function runLayer(team: Team, layer: RecurrentLayer, plan: BatchPlan): void {
  layer.begin(plan);
  forRows(team, plan.rows, (stretch) => {
    for (let t = 0; t <= lastStep(plan, stretch); t++) layer.forwardStep(plan, t, stretch);
  });
}

/** Backpropagation through all steps of a layer whose states' gradients are filled in. */
export function runLayerBackward(team: Team, layer: RecurrentLayer, plan: BatchPlan): void {
  layer.beginBackward();
  forRows(team, plan.rows, (stretch) => {
    for (let t = lastStep(plan, stretch); t >= 0; t--) layer.backwardStep(plan, t, stretch);
  });
  layer.finishBackward(plan);
}

/** The last step at which a row of the stretch is still running: its first one, the longest. */
export function lastStep(plan: BatchPlan, { from }: RowStretch): number {
  return plan.lengths[from]! - 1;
}
