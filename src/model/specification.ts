/** Recurrent cells, with PyTorch's formulas and gate order. */
export const cells = ['rnn', 'gru', 'lstm'] as const;
export type Cell = (typeof cells)[number];

/** What the network is. Everything else about it follows from these. */
export interface ModelSpecification {
  cell: Cell;
  /** Width of a word vector (D). */
  inputSize: number;
  /** Width of the hidden state (H). */
  hiddenSize: number;
  /** Width of the bottleneck (Z). */
  bottleneckSize: number;
}

/** Row blocks of the recurrent weights: one for a vanilla RNN, three for a GRU (r, z, n), four for an LSTM (i, f, g, o). */
export function gateCount(cell: Cell): number {
  return { rnn: 1, gru: 3, lstm: 4 }[cell];
}

/** The defaults are the seed notebook's sizes but for the width of its word vectors, which the vectors in use decide. */
export const defaultSpecification: Omit<ModelSpecification, 'inputSize'> = {
  cell: 'rnn',
  hiddenSize: 128,
  bottleneckSize: 18,
};

/** Throws a RangeError that names the first field out of range. */
export function checkSpecification(spec: ModelSpecification): void {
  if (!cells.includes(spec.cell)) throw new RangeError(`cell must be one of ${cells.join(', ')}, not "${spec.cell}".`);
  const bounds = { inputSize: 4096, hiddenSize: 2048, bottleneckSize: 1024 } as const;
  for (const [field, most] of Object.entries(bounds) as [keyof typeof bounds, number][]) {
    const value = spec[field];
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new RangeError(`${field} must be a whole number from 1 to ${most}, not ${value}.`);
  }
}
