import { chunksOf } from '../corpus/split.ts';
import type { ChunkSet, Split } from '../corpus/types.ts';
import { textsOf } from '../corpus/windows.ts';
import { UserError } from '../corpus/user-error.ts';
import type { Network } from '../engine/engine.ts';
import { EngineLost } from '../engine/engine-lost.ts';
import type { TensorMap } from '../model/parameters.ts';
import type { Checkpoint } from '../runs/checkpoint-file.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import type { RunResult } from '../runs/run-config.ts';
import type { Pause } from './pause.ts';
import { restoreNetwork } from './restore-network.ts';
import { runEpoch } from './run-epoch.ts';
import { epochsOf, type CurriculumPhase, type TrainingSettings } from './settings.ts';
import { checkState, startState, type TrainingState } from './training-state.ts';

/** Where epochs and checkpoints go; a `RunWriter` is one. */
export interface CheckpointSink {
  appendEpoch(record: EpochRecord): Promise<void>;
  writeCheckpoint(checkpoint: Checkpoint): Promise<void>;
}

export interface BatchProgress {
  /** Counted from 1, as are `epoch` and `batch`; `epoch` over the whole training. */
  phase: number;
  epoch: number;
  /** Planned in all; early stopping may leave some out. */
  epochs: number;
  batch: number;
  batches: number;
  loss: number;
}

export interface TrainingCallbacks {
  /** `phase` is counted from 1. */
  onPhase?(phase: CurriculumPhase, number: number): void;
  onBatch?(progress: BatchProgress): void;
  /** After the epoch is in the sink, and its checkpoint with it. */
  onEpoch?(record: EpochRecord): void;
}

export interface TrainingRequest {
  /** Made for batches of `maxBatchRows` and `maxBatchSteps`. */
  network: Network;
  chunkSet: ChunkSet;
  split: Split;
  settings: TrainingSettings;
  writer?: CheckpointSink | undefined;
  /** Goes on from here exactly as if there had been no interruption. */
  resumeFrom?: Checkpoint | null | undefined;
  /** Spent on the weights that a new training begins with: they count as training. */
  secondsBefore?: number | undefined;
  callbacks?: TrainingCallbacks | undefined;
  signal?: AbortSignal | undefined;
  /** Holds the training between two batches; changes nothing of what it learns. */
  pause?: Pause | undefined;
}

/** `stopped`: by the signal, before the last epoch was done. */
export interface TrainingResult extends RunResult {
  status: 'complete' | 'stopped';
}

/**
 * Trains a network through its curriculum, as the seed notebook does: each epoch samples chunks of the training
 * poems, takes a step a batch, and measures the loss on the validation poems at the phase's length. Losses of an epoch
 * are means over its batches. Without a validation chunk `valLoss` is null, and schedules and early stopping go by the
 * training loss.
 *
 * Early stopping ends a phase after `patience` epochs without improvement, and in the last phase the training; skipped
 * epochs are skipped in the schedule too. In the end the network holds, with early stopping, the best weights of the
 * last phase, else its last; the signal stops between two batches, and the epoch begun is then forgotten.
 *
 * Throws a UserError when there are fewer than two training chunks, when the checkpoint does not fit, or when the loss
 * is no longer a finite number, and the EngineLost of an engine that went away; the sink then has the last good
 * checkpoint.
 */
export async function train(request: TrainingRequest): Promise<TrainingResult> {
  const { network, chunkSet, settings, writer, resumeFrom, callbacks = {}, signal, pause } = request;
  const { phases } = settings;
  const training = chunksOf(chunkSet, request.split.train);
  const validation = chunksOf(chunkSet, request.split.validation);
  checkTrainingChunks(training);
  const texts = settings.movedChunks ? textsOf(chunkSet, chunkSet.chunks, training) : undefined;

  let state = resumeFrom
    ? checkState(resumeFrom.state, settings)
    : { ...startState(settings), seconds: request.secondsBefore ?? 0 };
  let best = resumeFrom?.best ?? null;
  if (resumeFrom) restoreNetwork(network, resumeFrom);
  let checkpoint = resumeFrom ?? (await snapshot(network, state, best));
  let saved = true;
  const save = async (): Promise<void> => {
    if (!saved) await writer?.writeCheckpoint(checkpoint);
    saved = true;
  };

  let announced = -1;
  try {
    while (state.phase < phases.length) {
      const before = state.phase;
      if (announced !== before) callbacks.onPhase?.(phases[before]!, before + 1);
      announced = before;
      const epoch = epochsDone(state) + 1;
      const progress = { phase: before + 1, epoch, epochs: epochsOf(phases) };
      const outcome = await runEpoch({
        ...{ network, chunkSet, training, validation, texts, state, epoch, signal, pause },
        onBatch: (batch, batches, loss) => callbacks.onBatch?.({ ...progress, batch, batches, loss }),
      });
      if (typeof outcome === 'string') {
        await save();
        if (outcome === 'diverged') throw divergence(epoch, settings);
        break;
      }
      const after = outcome.state;
      // The best of a phase that has ended no longer compares; that of the last phase stands.
      if (after.best === null) best = null;
      else if (settings.earlyStopping && after.best.epoch === epoch) best = await network.parameters();
      checkpoint = await snapshot(network, after, best);
      state = after;
      saved = false;
      await writer?.appendEpoch(outcome.record);
      if (epoch % settings.checkpointEvery === 0 || state.phase === phases.length) await save();
      callbacks.onEpoch?.(outcome.record);
    }
    network.setParameters(keepsBest(state) && best ? best : checkpoint.parameters);
  } catch (error) {
    // What it had learned until then is here, and not on the engine alone.
    if (error instanceof EngineLost) await save();
    throw error;
  }
  return resultOf(state);
}

/** Throws the UserError of `train` for poems that make too few training chunks. */
export function checkTrainingChunks(training: Int32Array): void {
  if (training.length < 2)
    throw new UserError(
      `There ${training.length === 1 ? 'is only one chunk' : 'are no chunks'} to train on, and at least 2 are needed. Add poems to the folder.`,
    );
}

async function snapshot(network: Network, state: TrainingState, best: TensorMap | null): Promise<Checkpoint> {
  return {
    epoch: epochsDone(state),
    parameters: await network.parameters(),
    optimizer: await network.optimizerState(),
    best,
    state,
  };
}

function epochsDone(state: TrainingState): number {
  return state.last?.epoch ?? 0;
}

/** Before the last phase the best of a phase is of no use: its sequences were shorter. */
function keepsBest({ settings, phase }: TrainingState): boolean {
  return settings.earlyStopping !== null && phase >= settings.phases.length - 1;
}

/** The result of a training that was stopped while it was still being prepared. */
export function beforeAnyEpoch(settings: TrainingSettings): TrainingResult {
  return resultOf(startState(settings));
}

/** The result of a training that can go on from this checkpoint. Throws a UserError for another training's. */
export function resultAt(checkpoint: Checkpoint, settings: TrainingSettings): TrainingResult {
  return { ...resultOf(checkState(checkpoint.state, settings)), status: 'stopped' };
}

function resultOf(state: TrainingState): TrainingResult {
  const best = state.best ?? state.last;
  const kept = keepsBest(state) ? best : state.last;
  return {
    status: state.phase === state.settings.phases.length ? 'complete' : 'stopped',
    epochs: epochsDone(state),
    bestEpoch: best?.epoch ?? 0,
    keptEpoch: kept?.epoch ?? 0,
    trainLoss: kept?.trainLoss ?? null,
    valLoss: kept?.valLoss ?? null,
    seconds: state.seconds,
  };
}

function divergence(epoch: number, settings: TrainingSettings): UserError {
  return new UserError(
    `Training broke off in epoch ${epoch}: the loss is no longer a finite number. ` +
      `Train again with a lower learningRate (it was ${settings.learningRate}) or a lower clipNorm (it was ${settings.clipNorm}).`,
  );
}
