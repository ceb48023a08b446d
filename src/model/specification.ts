/** Recurrent cells, with PyTorch's formulas and gate order. */
export const cells = ['rnn', 'gru', 'lstm'] as const;
export type Cell = (typeof cells)[number];

/** What the bottleneck reads of a row: its last states, their mean, both side by side, or their mean weighed by attention. */
export const poolings = ['last', 'mean', 'attention', 'mean-last'] as const;
export type Pooling = (typeof poolings)[number];

/**
 * What the decoder is fed at each step: its own output of the step before; the bottleneck vector, every step the same;
 * or, while training, the true word before for a share of the steps and its own output for the others.
 */
export const decoderInputs = ['output', 'latent', 'words'] as const;
export type DecoderInput = (typeof decoderInputs)[number];

export const normalizations = ['batch', 'layer', 'none'] as const;
export type Normalization = (typeof normalizations)[number];

export const encoders = ['recurrent', 'transformer'] as const;
export type EncoderKind = (typeof encoders)[number];

/** What the network is. Everything else about it follows from these. */
export interface ModelSpecification {
  cell: Cell;
  /** Width of a word vector (D). */
  inputSize: number;
  /** Width of the hidden state (H). */
  hiddenSize: number;
  /** Width of the bottleneck (Z). */
  bottleneckSize: number;
  /** Directions in which the encoder reads. */
  directions: 1 | 2;
  pooling: Pooling;
  decoderInput: DecoderInput;
  /**
   * Width (P) of the learned position vectors beside a word in the recurrent encoder and beside the decoder's input; 0
   * for none.
   */
  positions: number;
  /** Positions that have a vector: no row may be longer. */
  maxPositions: number;
  /** Of the bottleneck. */
  normalization: Normalization;
  /** Whether the bottleneck is a distribution, drawn from while training (Kingma and Welling 2014). */
  variational: boolean;
  /** Of the encoder and of the decoder. */
  layers: 1 | 2;
  /** The decoder is recurrent with either. */
  encoder: EncoderKind;
  /**
   * Whether a fixed feed-forward autoencoder stands beside the recurrent one, from the words of at most `maxPositions`
   * steps to the bottleneck and from there to the outputs.
   */
  shortcut: boolean;
  /** Widths of the shortcut's hidden layers; directions of the word vectors that these see; common words it counts. */
  shortcutHidden: number;
  shortcutChannels: number;
  shortcutWords: number;
}

/** Heads of the transformer encoder's attention. */
export const attentionHeads = 4;

/** Row blocks of the recurrent weights: one for a vanilla RNN, three for a GRU (r, z, n), four for an LSTM (i, f, g, o). */
export function gateCount(cell: Cell): number {
  return { rnn: 1, gru: 3, lstm: 4 }[cell];
}

/** How many hidden sizes wide the row is that the bottleneck reads. */
export function pooledBlocks({ pooling, directions }: ModelSpecification): number {
  return directions * (pooling === 'mean-last' ? 2 : 1);
}

/** The defaults are the seed notebook's sizes but for the width of its word vectors, which the vectors in use decide. */
export const defaultSpecification: Omit<ModelSpecification, 'inputSize'> = {
  cell: 'rnn',
  hiddenSize: 128,
  bottleneckSize: 18,
  directions: 1,
  pooling: 'last',
  decoderInput: 'output',
  positions: 0,
  maxPositions: 50,
  normalization: 'batch',
  variational: false,
  layers: 1,
  encoder: 'recurrent',
  shortcut: false,
  shortcutHidden: 256,
  shortcutChannels: 8,
  shortcutWords: 800,
};

/** What is left out is the seed's, as in the runs of versions that knew nothing else. */
export function completeSpecification(
  partial: Partial<ModelSpecification> & Pick<ModelSpecification, 'inputSize'>,
): ModelSpecification {
  return { ...defaultSpecification, ...partial };
}

/**
 * Whether the encoder is the seed notebook's, which reads on over the padding to the end of the batch's steps. All
 * others stop at the end of the row.
 */
export function readsPadding({ directions, pooling, encoder, layers, positions }: ModelSpecification): boolean {
  return directions === 1 && pooling === 'last' && encoder === 'recurrent' && layers === 1 && positions === 0;
}

const choices = {
  cell: cells,
  directions: [1, 2],
  pooling: poolings,
  decoderInput: decoderInputs,
  normalization: normalizations,
  variational: [false, true],
  layers: [1, 2],
  encoder: encoders,
  shortcut: [false, true],
} as const satisfies Partial<Record<keyof ModelSpecification, readonly unknown[]>>;

const bounds = {
  inputSize: [1, 4096],
  hiddenSize: [1, 2048],
  bottleneckSize: [1, 1024],
  positions: [0, 256],
  maxPositions: [1, 4096],
  shortcutHidden: [1, 4096],
  shortcutChannels: [1, 4096],
  shortcutWords: [0, 4096],
} as const satisfies Partial<Record<keyof ModelSpecification, readonly [number, number]>>;

/** Tensors of the shortcut and their shapes. They are given, not trained. */
export function shortcutShapes(spec: ModelSpecification): readonly [name: string, shape: number[]][] {
  const { inputSize: D, bottleneckSize: Z, maxPositions, shortcutHidden: H, shortcutChannels: C } = spec;
  const layer = (name: string, outputs: number, inputs: number): [string, number[]][] => [
    [`shortcut.${name}.weight`, [outputs, inputs]],
    [`shortcut.${name}.bias`, [outputs]],
  ];
  return [
    ['shortcut.centre', [D]],
    ['shortcut.channels', [D, C]],
    ['shortcut.common_words', [spec.shortcutWords, D]],
    ['shortcut.discriminants', [D + spec.shortcutWords, Z]],
    ...layer('encoder.0', H, maxPositions * C),
    ...layer('encoder.1', H, H),
    ...layer('encoder.2', Z, H),
    ...layer('decoder.0', H, Z),
    ...layer('decoder.1', H, H),
    ...layer('decoder.2', maxPositions * C, H),
  ];
}

/** Throws a RangeError that names the first field out of range, or fields that do not go together. */
export function checkSpecification(spec: ModelSpecification): void {
  for (const [field, known] of Object.entries(choices) as [keyof typeof choices, readonly unknown[]][])
    if (!known.includes(spec[field]))
      throw new RangeError(`${field} must be one of ${known.join(', ')}, not "${String(spec[field])}".`);
  for (const [field, [least, most]] of Object.entries(bounds) as [keyof typeof bounds, [number, number]][]) {
    const value = spec[field];
    if (!Number.isInteger(value) || value < least || value > most)
      throw new RangeError(`${field} must be a whole number from ${least} to ${most}, not ${value}.`);
  }
  if (spec.encoder !== 'transformer') return;
  if (spec.directions !== 1)
    throw new RangeError('A transformer encoder reads all ways at once: directions must be 1.');
  if (spec.pooling !== 'mean' && spec.pooling !== 'attention')
    throw new RangeError(
      `A transformer encoder has no last state: pooling must be mean or attention, not ${spec.pooling}.`,
    );
  if (spec.hiddenSize % attentionHeads !== 0)
    throw new RangeError(`hiddenSize must be a multiple of the ${attentionHeads} heads, not ${spec.hiddenSize}.`);
}
