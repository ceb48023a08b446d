import type { Arena, Floats } from './arena.ts';
import type { BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { gatherRows, sumRows, sumRowsByIndex } from './shared-rows.ts';
import { forRows } from './row-stretch.ts';
import { cellBackward, cellForward, type StepAddresses } from './gates.ts';
import type { StateAt } from '../hidden-statistics.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose, type Packed } from './matrix.ts';
import { createWordProducts } from './word-products.ts';

/** Words in, one row of numbers for each row of words out. */
export interface Encoder {
  forward(plan: BatchPlan): void;
  /** Width of the rows that come out, hidden sizes rounded up. */
  pooledWidth: number;
  /** Address of the rows that come out, [rows, pooledWidth]. */
  pooled(plan: BatchPlan): number;
  /** Backpropagation; `dPooled` holds the gradient of what came out and may be overwritten. */
  backward(plan: BatchPlan, dPooled: Floats): void;
  /** Its hidden states, by direction; undefined where it has read no word. */
  states(plan: BatchPlan): readonly StateAt[];
}

/** The seed's recurrent encoder: words in, last hidden state out. It reads on over the padding. */
export function createEncoder(context: Context, arena: Arena): Encoder {
  const { kernels, team, cell, layout, sizes, weights, gradients } = context;
  const { D, H, gates: gateWidth, inputs, maxRows, maxSteps, vocabulary } = sizes;
  const tokens = maxRows * maxSteps;
  const projected = arena.floats((tokens + 1) * inputs);
  const wordProducts = createWordProducts(context, arena, inputs, vocabulary);
  const gates = arena.floats(tokens * gateWidth);
  // State s is the hidden state before step s, [steps + 1, rows, H], time-major; state 0 is zero.
  const states = arena.floats((maxSteps + 1) * maxRows * H);
  const cells = arena.floats(cell === 'lstm' ? (maxSteps + 1) * maxRows * H : 0);
  const bias = arena.floats(inputs);
  const dBias = arena.floats(gateWidth);
  const dCell = arena.floats(cell === 'lstm' ? maxRows * H : 0);
  const dOther = arena.floats(maxRows * H);
  const packedForward = layout.recurrent.map(({ blocks }) => arena.floats(packedLength(H, blocks * H)));
  const packedBackward = layout.recurrent.map(({ blocks }) => arena.floats(packedLength(blocks * H, H)));

  const recurrentWeight = (from: number, blocks: number) =>
    matrix(weights.address('encoder.rnn.weight_hh_l0') + from * H * H * 4, blocks * H, H);

  /** Of the rows from `first` on. */
  const step = (plan: BatchPlan, t: number, first: number): StepAddresses => ({
    gates: at(gates, (t * plan.rows + first) * gateWidth),
    previous: at(states, (t * plan.rows + first) * H),
    hidden: at(states, ((t + 1) * plan.rows + first) * H),
    previousCell: at(cells, (t * plan.rows + first) * H),
    cell: at(cells, ((t + 1) * plan.rows + first) * H),
  });

  return {
    pooledWidth: H,
    pooled: (plan) => at(states, plan.steps * plan.rows * H),
    states: (plan) => [(row, t) => ({ data: states.view, start: ((t + 1) * plan.rows + row) * H })],

    forward(plan) {
      const { rows, steps } = plan;
      // Hidden biases join the input biases, but for a GRU's candidate, whose hidden part is gated.
      bias.view.set(weights.view('encoder.rnn.bias_ih_l0'));
      const hiddenBias = weights.view('encoder.rnn.bias_hh_l0');
      for (const { from, to, blocks } of layout.recurrent)
        if (to < layout.inputBlocks)
          for (let i = 0; i < blocks * H; i++) bias.view[to * H + i]! += hiddenBias[from * H + i]!;

      // Each distinct word is projected once; the time loop only gathers.
      const { address, rows: words } = context.reading;
      const inputWeight = transpose(matrix(weights.address('encoder.rnn.weight_ih_l0'), inputs, D));
      if (context.evaluating) wordProducts.multiply(plan, projected.address, inputWeight);
      else context.multiply(matrix(projected.address, words, inputs), matrix(address, words, D), inputWeight);
      kernels.addToRows(bias.address, words, inputs, projected.address, inputs);
      gatherRows(
        context,
        projected.address,
        context.encoderWords.address,
        rows * steps,
        inputs,
        gates.address,
        gateWidth,
      );
      for (const { from, to } of layout.recurrent)
        if (to >= layout.inputBlocks)
          kernels.fillRows(
            weights.address('encoder.rnn.bias_hh_l0') + from * H * 4,
            rows * steps,
            H,
            at(gates, to * H),
            gateWidth,
          );

      const packed: Packed[] = layout.recurrent.map(({ from, blocks }, i) =>
        packInto(kernels, packedForward[i]!.address, transpose(recurrentWeight(from, blocks))),
      );
      context.clear(states, rows * H);
      context.clear(cells, rows * H);
      forRows(team, rows, (stretch) => {
        const count = stretch.to - stretch.from;
        for (let t = 0; t < steps; t++) {
          const addresses = step(plan, t, stretch.from);
          if (t > 0)
            layout.recurrent.forEach(({ to, blocks }, i) =>
              multiplyPacked(
                stretch.kernels,
                matrix(addresses.gates + to * H * 4, count, blocks * H, gateWidth),
                matrix(addresses.previous, count, H),
                packed[i]!,
                true,
              ),
            );
          cellForward(stretch.kernels, cell, addresses, count, H);
        }
      });
    },

    backward(plan, dLast) {
      const { rows, steps } = plan;
      const packed = layout.recurrent.map(({ from, blocks }, i) =>
        packInto(kernels, packedBackward[i]!.address, recurrentWeight(from, blocks)),
      );
      context.clear(dCell);
      forRows(team, rows, (stretch) => {
        const count = stretch.to - stretch.from;
        const first = stretch.from * H;
        let [dHidden, dPrevious] = [at(dLast, first), at(dOther, first)];
        for (let t = steps - 1; t >= 0; t--) {
          const addresses = step(plan, t, stretch.from);
          stretch.kernels.clearRows(dPrevious, 1, count * H, 0);
          const gradientsOf = { ...addresses, dHidden, dPrevious, dCell: at(dCell, first) };
          cellBackward(stretch.kernels, cell, gradientsOf, count, H);
          // State 0 is a constant.
          if (t > 0)
            layout.recurrent.forEach(({ to, blocks }, i) =>
              multiplyPacked(
                stretch.kernels,
                matrix(dPrevious, count, H),
                matrix(addresses.gates + to * H * 4, count, blocks * H, gateWidth),
                packed[i]!,
                true,
              ),
            );
          [dHidden, dPrevious] = [dPrevious, dHidden];
        }
      });

      context.clear(dBias);
      sumRows(context, gates.address, gateWidth, rows * steps, gateWidth, dBias.address);
      addTo(gradients.view('encoder.rnn.bias_ih_l0'), dBias.view.subarray(0, inputs));
      const hiddenBias = gradients.view('encoder.rnn.bias_hh_l0');
      for (const { from, to, blocks } of layout.recurrent) {
        addTo(hiddenBias.subarray(from * H), dBias.view.subarray(to * H, (to + blocks) * H));
        if (steps > 1)
          context.multiply(
            matrix(gradients.address('encoder.rnn.weight_hh_l0') + from * H * H * 4, blocks * H, H),
            transpose(matrix(at(gates, rows * gateWidth + to * H), (steps - 1) * rows, blocks * H, gateWidth)),
            matrix(at(states, rows * H), (steps - 1) * rows, H),
            true,
          );
      }
      // Gradients are summed per distinct word before they meet the word vectors.
      const { address, rows: words } = context.reading;
      sumRowsByIndex(
        context,
        gates.address,
        gateWidth,
        context.encoderWords.address,
        rows * steps,
        inputs,
        projected.address,
        words,
      );
      context.multiply(
        matrix(gradients.address('encoder.rnn.weight_ih_l0'), inputs, D),
        transpose(matrix(projected.address, words, inputs)),
        matrix(address, words, D),
        true,
      );
    },
  };
}

/** a += b over b's length. */
export function addTo(a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < b.length; i++) a[i]! += b[i]!;
}
