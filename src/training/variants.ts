import { seedObjective, type Objective } from '../model/objective.ts';
import { defaultSpecification, type ModelSpecification } from '../model/specification.ts';
import { presets, type Preset } from './presets.ts';
import { defaultTrainingSettings, type TrainingSettings } from './settings.ts';

type Parts = Partial<Omit<ModelSpecification, 'inputSize'>>;

const both: Parts = { cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent' };

/**
 * One part of the network or of its objective at a time, each trained in the seed notebook's curriculum, so that what
 * differs between two of them is what their descriptions say.
 */
export const variants: Readonly<Record<string, Preset>> = {
  'gru-latent': variant('A GRU whose decoder is fed the bottleneck at every step.', {
    ...{ cell: 'gru', decoderInput: 'latent' },
  }),
  'gru-both-mean': variant('A GRU that reads both ways; the mean of its states.', {
    ...{ cell: 'gru', directions: 2, pooling: 'mean' },
  }),
  'gru-both-attention': variant('A GRU that reads both ways; its states weighed by attention.', {
    ...{ cell: 'gru', directions: 2, pooling: 'attention' },
  }),
  'gru-both': variant(
    'A GRU that reads both ways; mean and last states, the decoder fed the bottleneck at every step.',
    both,
  ),
  'gru-both-weighted': variant('gru-both with half of the error counting words by their rarity.', both, {
    plainShare: 0.5,
  }),
  'gru-both-cosine': variant('gru-both with cosines for the error.', both, { reconstruction: 'cosine' }),
  'gru-both-kin': variant('gru-both with a term for the mean vector and a contrastive one.', both, {
    ...{ pooled: 0.1, contrastive: { weight: 0.02, temperature: 0.1 } },
  }),
  'gru-both-noise': variant(
    'gru-both reading words with noise, one in ten left out.',
    both,
    {},
    { noise: { gaussian: 0.1, wordDrop: 0.1 } },
  ),
  'gru-both-positions': variant('gru-both with learned position vectors.', { ...both, positions: 8 }),
  'gru-both-layers': variant('gru-both in two layers.', { ...both, layers: 2 }),
  'gru-both-variational': variant(
    'gru-both with a variational bottleneck and layer norm.',
    { ...both, variational: true, normalization: 'layer' },
    { kl: 0.01 },
    { klWarmupEpochs: 10 },
  ),
  'gru-words': variant(
    'A GRU whose decoder is fed the true words, fewer of them from epoch to epoch.',
    { cell: 'gru', decoderInput: 'words' },
    {},
    { teacherForcing: { from: 1, to: 0 } },
  ),
  transformer: variant('A transformer encoder, mean of its states; a GRU decoder fed the bottleneck.', {
    ...{ cell: 'gru', encoder: 'transformer', pooling: 'mean', decoderInput: 'latent' },
  }),
};

/** What can be trained by a name: a preset, or a variant. */
export function recipeNamed(name: string): Preset | undefined {
  return [presets, variants].find((named) => Object.hasOwn(named, name))?.[name];
}

function variant(
  description: string,
  specification: Parts,
  objective: Partial<Objective> = {},
  training: Partial<TrainingSettings> = {},
): Preset {
  return {
    description,
    specification: { ...defaultSpecification, ...specification },
    training: {
      ...structuredClone(defaultTrainingSettings),
      ...training,
      objective: { ...seedObjective, ...objective },
    },
  };
}
