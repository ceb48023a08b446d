import type { Cell } from '../../model/specification.ts';
import type { Kernels } from './kernels.ts';

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
