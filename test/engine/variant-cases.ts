import type { ModelSpecification } from '../../src/model/specification.ts';

export const smallShortcut = { shortcutHidden: 5, shortcutChannels: 3, shortcutWords: 2 };

/** The parts that a specification is put together from, each by itself and together with others. */
const variants: Partial<ModelSpecification>[] = [
  { directions: 2 },
  { pooling: 'mean' },
  { pooling: 'mean-last' },
  { pooling: 'attention' },
  { decoderInput: 'latent' },
  { positions: 3 },
  { directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
  { directions: 2, pooling: 'attention', positions: 2 },
  { directions: 2, pooling: 'mean', decoderInput: 'latent', positions: 4 },
  { normalization: 'layer' },
  { normalization: 'none' },
  { variational: true },
  { variational: true, normalization: 'none', decoderInput: 'latent' },
  { decoderInput: 'words' },
  { decoderInput: 'words', layers: 2, positions: 2 },
  { encoder: 'transformer', pooling: 'mean', hiddenSize: 8 },
  { encoder: 'transformer', pooling: 'attention', hiddenSize: 4, layers: 2, decoderInput: 'latent', positions: 2 },
  { encoder: 'transformer', pooling: 'attention', hiddenSize: 12, normalization: 'none', layers: 2 },
  { shortcut: true, ...smallShortcut, pooling: 'mean' },
  { shortcut: true, ...smallShortcut, directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
  { shortcut: true, ...smallShortcut, encoder: 'transformer', pooling: 'mean', hiddenSize: 8, decoderInput: 'latent' },
  { layers: 2 },
  { layers: 2, directions: 2, pooling: 'mean-last', decoderInput: 'latent', positions: 1 },
];
/** With a title each. */
export const namedVariants = variants.map((variant): [string, Partial<ModelSpecification>] => [
  Object.entries(variant)
    .map(([field, value]) => `${field} ${value}`)
    .join(', '),
  variant,
]);

export const noises = { gaussian: { gaussian: 0.3, wordDrop: 0 }, both: { gaussian: 0.2, wordDrop: 0.3 } };
