import { UserError } from '../corpus/user-error.ts';
import { samplers, type Sampler } from '../corpus/samplers.ts';
import {
  checkFields,
  choice,
  integer,
  list,
  nullable,
  number,
  objectOf,
  optionalText,
  type Field,
} from './setting-fields.ts';
import { noNoise, seedObjective, type Noise, type Objective } from '../model/objective.ts';
import type { TeacherForcingSchedule } from './objective-schedule.ts';
import { checkObjective, completeObjective } from './objective-settings.ts';
import { positives, type Positive } from './positive-pairs.ts';
import { checkSchedule, withDefaults, type Schedule } from './schedule-settings.ts';

/** A stretch of epochs with sequences up to one length: short ones first are easier to learn (Bengio et al. 2009). */
export interface CurriculumPhase {
  /** Chunks are cut to this many tokens, in training and in validation. */
  maxTokens: number;
  epochs: number;
  name?: string;
}

export interface EarlyStopping {
  /** Epochs without improvement after which a phase ends. */
  patience: number;
  /** An epoch improves when its loss is lower than the best by more than this. */
  minDelta: number;
}

export const initialBiases = ['random', 'mean-word'] as const;
export type InitialBias = (typeof initialBiases)[number];

/** How a shortcut is made before training begins. */
export interface ShortcutStartSettings {
  /** Numbers that tell poems apart; the others give back what these leave. */
  kinship: number;
  /** Deviation of the others, where that of the first is 1: how little they count when passages are compared. */
  restScale: number;
  /** How often each window of the training poems is shown to the feed-forward autoencoder. */
  passes: number;
}

export interface TrainingSettings {
  phases: CurriculumPhase[];
  batchSize: number;
  /** The highest of the schedule. */
  learningRate: number;
  schedule: Schedule;
  /** The gradient's global L2 norm is scaled down to this. */
  clipNorm: number;
  sampler: Sampler;
  /** In an epoch; poem-aware sampling only. */
  maxChunksPerPoem: number;
  /** Null trains all epochs and keeps the last weights; else the best weights of the last phase are kept. */
  earlyStopping: EarlyStopping | null;
  /** Epochs between checkpoints. */
  checkpointEvery: number;
  /** Whether a training chunk is shown, each time, moved within its poem by up to half a window. */
  movedChunks: boolean;
  objective: Objective;
  /** The contrastive term's; without that term it has no meaning. */
  positive: Positive;
  /** Epochs over which the weight of a variational bottleneck's divergence rises from 0 to the objective's. */
  klWarmupEpochs: number;
  /** The share of true words that a decoder with the input `words` is fed, from the first epoch to the last. */
  teacherForcing: TeacherForcingSchedule;
  /** What the encoder reads in training. */
  noise: Noise;
  /** Where the decoder's output bias starts: at random as PyTorch does, or at the training words' mean vector. */
  initialBias: InitialBias;
  /** Null leaves a shortcut silent. */
  shortcutStart: ShortcutStartSettings | null;
  /** Of all randomness in sampling. */
  seed: number;
}

/** The seed notebook's curriculum. */
export const seedPhases: readonly CurriculumPhase[] = [
  { maxTokens: 20, epochs: 10, name: 'Short sequences' },
  { maxTokens: 35, epochs: 15, name: 'Medium sequences' },
  { maxTokens: 50, epochs: 25, name: 'Full sequences' },
];

/** The seed notebook's. */
export const defaultTrainingSettings: Readonly<TrainingSettings> = {
  phases: [...seedPhases],
  batchSize: 32,
  learningRate: 1e-3,
  schedule: { kind: 'constant' },
  clipNorm: 1,
  sampler: 'poem-aware',
  maxChunksPerPoem: 5,
  earlyStopping: null,
  checkpointEvery: 1,
  movedChunks: false,
  objective: seedObjective,
  positive: 'any',
  klWarmupEpochs: 0,
  teacherForcing: { from: 0, to: 0 },
  noise: noNoise,
  initialBias: 'random',
  shortcutStart: null,
  seed: 42,
};

const phase: Record<string, Field> = {
  maxTokens: integer(1, 4096),
  epochs: integer(1, 100_000),
  name: optionalText(80),
};

const fields: Record<keyof TrainingSettings, Field> = {
  phases: list(objectOf(phase), 1, 100),
  // Batch norm has no variance of a single row.
  batchSize: integer(2, 4096),
  learningRate: number(1e-8, 1),
  schedule: checkSchedule,
  clipNorm: number(1e-6, 1e6),
  sampler: choice(...samplers),
  maxChunksPerPoem: integer(1, 1_000_000),
  earlyStopping: nullable(objectOf({ patience: integer(1, 10_000), minDelta: number(0, 1e6) })),
  checkpointEvery: integer(1, 10_000),
  movedChunks: choice(false, true),
  objective: checkObjective,
  positive: choice(...positives),
  klWarmupEpochs: integer(0, 100_000),
  teacherForcing: objectOf({ from: number(0, 1), to: number(0, 1) }),
  noise: objectOf({ gaussian: number(0, 100), wordDrop: number(0, 0.99) }),
  initialBias: choice(...initialBiases),
  shortcutStart: nullable(
    objectOf({ kinship: integer(0, 1024), restScale: number(1e-3, 1e3), passes: number(0, 1000) }),
  ),
  seed: integer(0, 2 ** 32 - 1),
};

/**
 * Settings from a file or a person, what is left out by the defaults. Throws a UserError that names the first setting
 * that is unknown or out of range.
 */
export function checkTrainingSettings(value: unknown): TrainingSettings {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UserError('The training settings must be an object.');
  const settings = { ...structuredClone(defaultTrainingSettings), ...value };
  settings.schedule = withDefaults(settings.schedule);
  settings.objective = completeObjective(settings.objective);
  settings.noise = completed(noNoise, settings.noise);
  settings.teacherForcing = completed(defaultTrainingSettings.teacherForcing, settings.teacherForcing);
  checkFields(settings, fields, '');
  return settings;
}

/** With the defaults for what is left out; anything but an object is left for the checks to refuse. */
function completed<T extends object>(defaults: T, given: T): T {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...defaults, ...given } : given;
}

/**
 * The same curriculum in another number of epochs, shared out in the phases' proportion (largest remainder; of equal
 * ones the later phase's). Phases left without an epoch fall away, but never the last, which decides what is kept.
 */
export function scalePhases(phases: readonly CurriculumPhase[], epochs: number): CurriculumPhase[] {
  if (!Number.isSafeInteger(epochs) || epochs < 1)
    throw new UserError(`The number of epochs must be a whole number from 1, not ${epochs}.`);
  const planned = epochsOf(phases);
  const shares = phases.map((phase) => (phase.epochs * epochs) / planned);
  const whole = shares.map(Math.floor);
  const byRemainder = shares
    .map((share, i) => ({ i, rest: share - whole[i]! }))
    .sort((a, b) => b.rest - a.rest || b.i - a.i);
  for (let left = epochs - sum(whole); left > 0; left--) whole[byRemainder.shift()!.i]!++;
  if (whole.at(-1) === 0) {
    whole[whole.indexOf(Math.max(...whole))]!--;
    whole[whole.length - 1] = 1;
  }
  return phases.map((phase, i) => ({ ...phase, epochs: whole[i]! })).filter((phase) => phase.epochs > 0);
}

export function epochsOf(phases: readonly CurriculumPhase[]): number {
  return sum(phases.map((phase) => phase.epochs));
}

/** The most rows that `train` puts into one batch: a network's `maxRows`. */
export function maxBatchRows(settings: TrainingSettings): number {
  // A row left over alone joins the batch before it.
  return settings.batchSize + 1;
}

/** The most tokens of a row: a network's `maxSteps`. */
export function maxBatchSteps(settings: TrainingSettings, window: number): number {
  return Math.min(window, Math.max(...settings.phases.map((phase) => phase.maxTokens)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
