import type { Cell } from '../../model/specification.ts';
import type { Kernels } from './kernels.ts';

/** A run of blocks (each of one hidden size) of `weight_hh`, and where its result stands in a row of gates. */
export interface RecurrentRange {
  from: number;
  to: number;
  blocks: number;
}

/**
 * How a cell's gates lie in a row. A GRU's candidate keeps its input part and its hidden part apart (r, z, n_input,
 * n_hidden), since the reset gate multiplies only the latter; so the input weights fill the first `inputBlocks`.
 */
export interface GateLayout {
  blocks: number;
  inputBlocks: number;
  recurrent: readonly RecurrentRange[];
}

export const gateLayouts: Record<Cell, GateLayout> = {
  rnn: { blocks: 1, inputBlocks: 1, recurrent: [{ from: 0, to: 0, blocks: 1 }] },
  gru: {
    blocks: 4,
    inputBlocks: 3,
    recurrent: [
      { from: 0, to: 0, blocks: 2 },
      { from: 2, to: 3, blocks: 1 },
    ],
  },
  lstm: { blocks: 4, inputBlocks: 4, recurrent: [{ from: 0, to: 0, blocks: 4 }] },
};

/** One step's addresses: rows of the state before and after, and (LSTM) of the cell state. */
export interface StepAddresses {
  gates: number;
  previous: number;
  hidden: number;
  previousCell: number;
  cell: number;
}

/** Activations of one step; leaves in `gates` what the backward pass needs. */
export function cellForward(kernels: Kernels, cell: Cell, at: StepAddresses, rows: number, size: number): void {
  if (cell === 'rnn') kernels.rnnForward(at.gates, at.hidden, rows * size);
  else if (cell === 'gru') kernels.gruForward(at.gates, at.previous, at.hidden, rows, size);
  else kernels.lstmForward(at.gates, at.previousCell, at.cell, at.hidden, rows, size);
}

/**
 * Turns `gates` into the gradients before the activations. `dPrevious` receives the part that reaches the state before
 * directly (GRU), `dCell` carries the cell state's gradient back (LSTM).
 */
export function cellBackward(
  kernels: Kernels,
  cell: Cell,
  at: StepAddresses & { dHidden: number; dPrevious: number; dCell: number },
  rows: number,
  size: number,
): void {
  if (cell === 'rnn') kernels.rnnBackward(at.gates, at.hidden, at.dHidden, rows * size);
  else if (cell === 'gru') kernels.gruBackward(at.gates, at.previous, at.dHidden, at.dPrevious, rows, size);
  else kernels.lstmBackward(at.gates, at.previousCell, at.cell, at.dHidden, at.dCell, rows, size);
}
