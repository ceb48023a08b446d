import { UserError } from '../corpus/user-error.ts';
import { createRandom } from '../corpus/random.ts';
import { count, finite, listOf, nullable, record, wrongField, type JsonShape } from '../runs/json-shape.ts';
import { startPlateau, type PlateauState } from './learning-rate.ts';
import { defaultTrainingSettings, type TrainingSettings } from './settings.ts';

export interface EpochLosses {
  /** Counted from 1 over the whole training. */
  epoch: number;
  trainLoss: number;
  valLoss: number | null;
}

/** The loop's state between two epochs, as JSON: with weights and moments, all that the epochs to come depend on. */
export interface TrainingState {
  settings: TrainingSettings;
  /** The next epoch: phase, and epoch within it, both counted from 0. At the end the phase is their number. */
  phase: number;
  epochInPhase: number;
  /** The sampling generator's. */
  random: readonly number[];
  plateau: PlateauState | null;
  /** Lowest loss of the phase; null before its first epoch. */
  best: EpochLosses | null;
  /** Epochs since `best`. */
  badEpochs: number;
  last: EpochLosses | null;
  /** Wall-clock time of the epochs so far. */
  seconds: number;
}

export function startState(settings: TrainingSettings): TrainingState {
  return {
    settings,
    phase: 0,
    epochInPhase: 0,
    random: createRandom(settings.seed).fork('sampling').state(),
    plateau: startPlateau(settings.schedule, settings.learningRate),
    best: null,
    badEpochs: 0,
    last: null,
    seconds: 0,
  };
}

const losses: JsonShape = { epoch: count, trainLoss: finite, valLoss: nullable(finite) };
const shape: JsonShape = {
  settings: record,
  phase: count,
  epochInPhase: count,
  random: listOf(finite, 4),
  plateau: nullable({ learningRate: finite, best: nullable(finite), badEpochs: count, cooldown: count }),
  best: nullable(losses),
  badEpochs: count,
  last: nullable(losses),
  seconds: finite,
};

/** A checkpoint's state. Throws a UserError when it is not one, or of a training with other settings. */
export function checkState(value: object, settings: TrainingSettings): TrainingState {
  const wrong = wrongField(value, shape);
  if (wrong !== undefined) throw new UserError(`The checkpoint has no valid "${wrong}". Train again.`);
  const read = value as TrainingState;
  // Those of versions that knew only the seed's objective name fewer settings.
  const state = { ...read, settings: { ...structuredClone(defaultTrainingSettings), ...read.settings } };
  const changed = (Object.keys(settings) as (keyof TrainingSettings)[]).find(
    (key) => JSON.stringify(settings[key]) !== JSON.stringify(state.settings[key]),
  );
  if (changed) throw new UserError(`The run was trained with another ${changed}. Resume it with its own settings.`);
  if ((state.plateau === null) !== (settings.schedule.kind !== 'plateau'))
    throw new UserError('The checkpoint has no valid "plateau". Train again.');
  return state;
}

/** The state after an epoch: what is best, whether the phase goes on, what the schedule does. */
export function afterEpoch(
  state: TrainingState,
  epoch: EpochLosses & { seconds: number; random: readonly number[]; plateau: PlateauState | null },
): TrainingState {
  const { phases, earlyStopping } = state.settings;
  const { epoch: number, trainLoss, valLoss } = epoch;
  const last = { epoch: number, trainLoss, valLoss };
  const improved = state.best === null || watchedLoss(last) < watchedLoss(state.best) - (earlyStopping?.minDelta ?? 0);
  const next: TrainingState = {
    ...state,
    epochInPhase: state.epochInPhase + 1,
    random: epoch.random,
    plateau: epoch.plateau,
    best: improved ? last : state.best,
    badEpochs: improved ? 0 : state.badEpochs + 1,
    last,
    seconds: state.seconds + epoch.seconds,
  };
  const ended = next.epochInPhase === phases[state.phase]!.epochs;
  const exhausted = earlyStopping !== null && next.badEpochs >= earlyStopping.patience;
  return ended || exhausted ? nextPhase(next) : next;
}

/** The loss that decides what is best: validation's, or without any the training's. */
export function watchedLoss({ trainLoss, valLoss }: EpochLosses): number {
  return valLoss ?? trainLoss;
}

/** Losses of another length do not compare, so what was best is forgotten; at the end of the last phase it stands. */
function nextPhase(state: TrainingState): TrainingState {
  const phase = state.phase + 1;
  if (phase === state.settings.phases.length) return { ...state, phase, epochInPhase: 0 };
  const plateau = state.plateau && { ...state.plateau, best: null, badEpochs: 0 };
  return { ...state, phase, epochInPhase: 0, plateau, best: null, badEpochs: 0 };
}
