import path from 'node:path';
import { defaultChunkSettings, type ChunkSettings } from '../corpus/chunks.ts';
import { UserError } from '../corpus/user-error.ts';
import type { ModelSpecification } from '../model/specification.ts';
import type { RunConfig } from '../runs/run-config.ts';
import { presets } from '../training/presets.ts';
import { checkTrainingSettings, scalePhases, type TrainingSettings } from '../training/settings.ts';
import { recipeNamed } from '../training/variants.ts';
import type { TrainRequest } from './train-request.ts';

/** All that decides a training but the poems. */
export interface Recipe {
  name: string;
  preset: string;
  chunkSettings: ChunkSettings;
  split: { ratios: readonly [number, number, number]; seed: number };
  /** `bundled` or a file. */
  vectorSource: string;
  specification: Omit<ModelSpecification, 'inputSize'>;
  training: TrainingSettings;
}

/** The seed notebook's shares of the poems: training, validation, test. */
const splitRatios = [0.7, 0.2, 0.1] as const;

/** The preset with what the request says otherwise. Throws a UserError that names the setting that is wrong. */
export function recipeOfRequest(request: TrainRequest): Recipe {
  const preset = recipeNamed(request.preset);
  if (!preset)
    throw new UserError(`There is no preset "${request.preset}". Choose one of ${Object.keys(presets).join(', ')}.`);
  const seed = request.seed ?? preset.training.seed;
  const training = checkTrainingSettings({
    ...preset.training,
    seed,
    ...(request.epochs !== undefined && { phases: scalePhases(preset.training.phases, request.epochs) }),
    ...(request.batchSize !== undefined && { batchSize: request.batchSize }),
    ...(request.learningRate !== undefined && { learningRate: request.learningRate }),
  });
  return {
    name: request.name ?? path.basename(path.resolve(request.folder)),
    preset: request.preset,
    chunkSettings: defaultChunkSettings,
    split: { ratios: splitRatios, seed },
    vectorSource: request.vectors ?? 'bundled',
    specification: {
      ...preset.specification,
      ...(request.cell !== undefined && { cell: request.cell }),
      ...(request.bottleneckSize !== undefined && { bottleneckSize: request.bottleneckSize }),
    },
    training,
  };
}

/** As it is trained where it begins with the base model: what the preset says of that, unless the request says more. */
export function recipeFromBase(recipe: Recipe, { epochs }: TrainRequest): Recipe {
  const enough = recipeNamed(recipe.preset)?.epochsFromBase;
  if (epochs !== undefined || enough === undefined) return recipe;
  const { training } = recipe;
  return { ...recipe, training: { ...training, phases: scalePhases(training.phases, enough) } };
}

/** What a run was begun with, to go on with it. */
export function recipeOfRun(config: RunConfig): Recipe {
  const { name, preset, chunkSettings, split, vectors, specification } = config;
  const training = checkTrainingSettings(config.training);
  return { name, preset, chunkSettings, split, vectorSource: vectors.source, specification, training };
}
