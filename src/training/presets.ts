import { defaultSpecification, type ModelSpecification } from '../model/specification.ts';
import { defaultTrainingSettings, type TrainingSettings } from './settings.ts';

/** A recipe by name: what the network is, but for the width of its word vectors, and how it is trained. */
export interface Preset {
  description: string;
  specification: Omit<ModelSpecification, 'inputSize'>;
  training: TrainingSettings;
  /** Its weights are the base model's at first, where that fits; else they are drawn at random. */
  startsFrom?: 'base';
}

export const defaultPreset = 'seed';

export const presets: Readonly<Record<string, Preset>> = {
  seed: preset('The seed notebook’s recipe: a vanilla RNN, 18 numbers a chunk, 50 epochs.', {}),
  gru: preset('The same recipe with a GRU.', { cell: 'gru' }),
  lstm: preset('The same recipe with an LSTM.', { cell: 'lstm' }),
  quick: preset('The seed notebook’s demonstration: the same network in 10 epochs.', {}, [3, 3, 4]),
};

function preset(
  description: string,
  specification: Partial<ModelSpecification>,
  epochs: readonly number[] = defaultTrainingSettings.phases.map((phase) => phase.epochs),
): Preset {
  const training = structuredClone(defaultTrainingSettings);
  training.phases.forEach((phase, i) => (phase.epochs = epochs[i]!));
  return { description, specification: { ...defaultSpecification, ...specification }, training };
}
