import { defaultSpecification, type ModelSpecification } from '../model/specification.ts';
import { seedObjective } from '../model/objective.ts';
import { defaultTrainingSettings, type TrainingSettings } from './settings.ts';

/** A recipe by name: what the network is, but for the width of its word vectors, and how it is trained. */
export interface Preset {
  description: string;
  specification: Omit<ModelSpecification, 'inputSize'>;
  training: TrainingSettings;
  /** Its weights are the base model's at first, where that fits; else they are drawn at random. */
  startsFrom?: 'base';
  /** Enough where it does begin with them. */
  epochsFromBase?: number;
}

export const defaultPreset = 'recommended';

export const presets: Readonly<Record<string, Preset>> = {
  recommended: paired(
    'A GRU that reads both ways beside a shortcut for form: passages of one poem lie near one another, and their lines and small words are given back.',
    10,
    'base',
  ),
  faithful: paired(
    'The same network with more of its numbers for giving passages back, fewer for which poem they are of.',
    5,
  ),
  research: longer(
    paired(
      'The recommended network taught two to three times as long, from scratch: for collections worth waiting for.',
      10,
    ),
  ),
  seed: preset('The seed notebook’s recipe: a vanilla RNN, 18 numbers a chunk, 50 epochs.', {}),
  gru: preset('The same recipe with a GRU.', { cell: 'gru' }),
  lstm: preset('The same recipe with an LSTM.', { cell: 'lstm' }),
  quick: preset('The seed notebook’s demonstration: the same network in 10 epochs.', {}, [3, 3, 4]),
};

/** `kinship` numbers that tell poems apart and others that give back, in one bottleneck. */
function paired(description: string, kinship: number, startsFrom?: 'base'): Preset {
  const base = preset(description, {
    cell: 'gru',
    directions: 2,
    pooling: 'mean-last',
    decoderInput: 'latent',
    shortcut: true,
  });
  const training: TrainingSettings = {
    ...base.training,
    // The shortcut is fitted on whole chunks: short ones first would unlearn it.
    phases: [{ maxTokens: 50, epochs: 9, name: 'Full sequences' }],
    // Each passage is told apart from all others of its batch.
    batchSize: 128,
    learningRate: 2e-3,
    schedule: { kind: 'cosine', warmupShare: 0.05, finalShare: 0 },
    movedChunks: true,
    // Plain errors alone would be about small words and punctuation.
    objective: { ...seedObjective, plainShare: 0.85, contrastive: { weight: 0.06, temperature: 0.1 } },
    shortcutStart: { kinship, restScale: 0.15, passes: 6 },
  };
  // Over five splits of the sample poems, which the base model never read, nine epochs find no more passages of the same
  // poem than seven (8.9% and 9.1%).
  return { ...base, training, ...(startsFrom && { startsFrom, epochsFromBase: 7 }) };
}

function longer(recipe: Preset): Preset {
  const { training } = recipe;
  const phases = training.phases.map((phase) => ({ ...phase, epochs: phase.epochs * 3 }));
  const shortcutStart = training.shortcutStart && {
    ...training.shortcutStart,
    passes: training.shortcutStart.passes * 2,
  };
  return { ...recipe, training: { ...training, phases, shortcutStart } };
}

function preset(
  description: string,
  specification: Partial<ModelSpecification>,
  epochs: readonly number[] = defaultTrainingSettings.phases.map((phase) => phase.epochs),
): Preset {
  const training = structuredClone(defaultTrainingSettings);
  training.phases.forEach((phase, i) => (phase.epochs = epochs[i]!));
  return { description, specification: { ...defaultSpecification, ...specification }, training };
}
