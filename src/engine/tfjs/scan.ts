import type { Tensor } from '@tensorflow/tfjs-core';
import type { Cell } from '../../model/specification.ts';
import { cellStep, type CellState } from './cells.ts';
import { plainProduct } from './products.ts';
import { stepsOf } from './steps.ts';
import type { TensorFlow } from './tensorflow.ts';

/**
 * The recurrence by itself: gates_t = inputs_t + h_{t-1} W^T, and from them h_t by the cell. All products that do not
 * wait for the state before are outside of it. An LSTM's first cell state is zero.
 *
 * `inputs` is [steps, rows, gates], `weight` [gates, H], `first` [rows, H]; gives the states after each step,
 * [steps, rows, H], with a gradient for all three.
 */
export type Scan = (tf: TensorFlow, cell: Cell, inputs: Tensor, weight: Tensor, first: Tensor) => Tensor;

/**
 * The scan of operations that every backend has. The gradient is backpropagation through time, with what does not wait
 * for the step after computed for all steps at once, as is the gradient of the weight.
 */
export const compositeScan: Scan = (tf, cell, inputs, weight, first) => {
  const run = tf.customGrad((...given) => {
    const [x, w, h, save] = given as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const { states, kept } = forward(tf, cell, x, w, h);
    save([w, h, states, ...kept]);
    return {
      value: states,
      gradFunc: (dStates: Tensor, saved: Tensor[]) => {
        const [savedWeight, savedFirst, savedStates, ...savedKept] = saved as [Tensor, Tensor, Tensor, ...Tensor[]];
        return backward(tf, cell, dStates, savedWeight, savedFirst, savedStates, savedKept);
      },
    };
  });
  return run(inputs, weight, first);
};

/** `kept`: for a GRU or an LSTM its activations of all steps, and an LSTM's cell states; each [steps, rows, ..]. */
function forward(tf: TensorFlow, cell: Cell, inputs: Tensor, weight: Tensor, first: Tensor) {
  const transposed = tf.transpose(weight);
  const steps: CellState[] = [];
  let state: Pick<CellState, 'hidden' | 'cell'> = { hidden: first };
  for (const input of stepsOf(tf, inputs)) {
    const step = cellStep(tf, cell, tf.add(input, tf.matMul(state.hidden, transposed)), state);
    steps.push(step);
    state = step;
  }
  const kept = steps[0]!.activations.map((_, i) => tf.stack(steps.map(({ activations }) => activations[i]!)));
  if (cell === 'lstm') kept.push(tf.stack(steps.map((step) => step.cell!)));
  return { states: tf.stack(steps.map(({ hidden }) => hidden)), kept };
}

function backward(
  tf: TensorFlow,
  cell: Cell,
  dStates: Tensor,
  weight: Tensor,
  first: Tensor,
  states: Tensor,
  kept: readonly Tensor[],
): Tensor[] {
  const [steps, rows, H] = states.shape as [number, number, number];
  const previous = before(tf, tf.expandDims(first, 0), states);
  const slopes = slopesOf(tf, cell, previous, states, kept);
  const gates = weight.shape[0]!;
  const dGates: Tensor[] = new Array<Tensor>(steps);
  const incoming = stepsOf(tf, dStates);
  let dHidden = incoming[steps - 1]!;
  let dCell: Tensor | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const found = slopes.step(t, dHidden, dCell);
    dGates[t] = found.dGates;
    dCell = found.dCell;
    const parts = [tf.matMul(found.dGates, weight)];
    if (found.direct) parts.push(found.direct);
    if (t > 0) parts.push(incoming[t - 1]!);
    dHidden = parts.length > 1 ? tf.addN(parts) : parts[0]!;
  }
  const all = tf.concat(dGates);
  const dWeight = plainProduct(tf, all, tf.reshape(previous, [steps * rows, H]), true, false);
  return [tf.reshape(all, [steps, rows, gates]), dWeight, dHidden];
}

/** What the backward pass does at a step, once the gradient of its state is known. */
interface Slopes {
  /** `direct`: what reaches the state before without passing the gates; `dCell` is that of the cell state after it. */
  step(t: number, dHidden: Tensor, dCell: Tensor | undefined): { dGates: Tensor; direct?: Tensor; dCell?: Tensor };
}

function slopesOf(tf: TensorFlow, cell: Cell, previous: Tensor, states: Tensor, kept: readonly Tensor[]): Slopes {
  const [, rows, H] = states.shape as [number, number, number];
  const minusFrom1 = (x: Tensor): Tensor => tf.sub(1, x);
  const sigmoidSlope = (x: Tensor): Tensor => tf.mul(x, minusFrom1(x));
  /** Blocks side by side at each step; a block of one hidden size is multiplied by each. */
  const sideBySide = (parts: Tensor[]): Tensor[] => stepsOf(tf, tf.stack(parts, 2));
  const times = (slope: Tensor, gradient: Tensor): Tensor =>
    tf.reshape(tf.mul(slope, tf.expandDims(gradient, 1)), [rows, -1]);

  if (cell === 'rnn') {
    const slope = stepsOf(tf, minusFrom1(tf.square(states)));
    return { step: (t, dHidden) => ({ dGates: tf.mul(dHidden, slope[t]!) }) };
  }
  if (cell === 'gru') {
    const [r, z, n, hiddenPart] = kept as [Tensor, Tensor, Tensor, Tensor];
    const ofCandidate = tf.mul(minusFrom1(z), minusFrom1(tf.square(n)));
    const slope = sideBySide([
      tf.mul(tf.mul(ofCandidate, hiddenPart), sigmoidSlope(r)),
      tf.mul(tf.sub(previous, n), sigmoidSlope(z)),
      ofCandidate,
      tf.mul(ofCandidate, r),
    ]);
    const pass = stepsOf(tf, z);
    return {
      step: (t, dHidden) => ({ dGates: times(slope[t]!, dHidden), direct: tf.mul(dHidden, pass[t]!) }),
    };
  }
  const [i, f, g, o, cells] = kept as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const squashed = tf.tanh(cells);
  const previousCells = before(tf, tf.zeros([1, rows, H]), cells);
  const toCell = stepsOf(tf, tf.mul(o, minusFrom1(tf.square(squashed))));
  const slope = sideBySide([
    tf.mul(g, sigmoidSlope(i)),
    tf.mul(previousCells, sigmoidSlope(f)),
    tf.mul(i, minusFrom1(tf.square(g))),
  ]);
  const outputSlope = stepsOf(tf, tf.mul(squashed, sigmoidSlope(o)));
  const forget = stepsOf(tf, f);
  return {
    step(t, dHidden, dLater) {
      const fromHidden = tf.mul(dHidden, toCell[t]!);
      const dCell = dLater ? tf.add(fromHidden, dLater) : fromHidden;
      const dGates = tf.concat([times(slope[t]!, dCell), tf.mul(dHidden, outputSlope[t]!)], 1);
      return { dGates, dCell: tf.mul(dCell, forget[t]!) };
    },
  };
}

/** The states before each step, [steps, rows, H], from the first and those after each. */
function before(tf: TensorFlow, first: Tensor, states: Tensor): Tensor {
  const [steps, rows, H] = states.shape as [number, number, number];
  return steps === 1 ? first : tf.concat([first, tf.slice(states, [0, 0, 0], [steps - 1, rows, H])]);
}
