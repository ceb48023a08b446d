import type { Cell } from '../model/specification.ts';

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
