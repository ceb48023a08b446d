import { batchOf } from '../corpus/batches.ts';
import { restoreRandom } from '../corpus/random.ts';
import { shiftedBatchOf } from '../corpus/windows.ts';
import { sampleEpoch } from '../corpus/samplers.ts';
import type { ChunkSet } from '../corpus/types.ts';
import { UserError } from '../corpus/user-error.ts';
import type { Batch, Network } from '../engine/engine.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import { epochBatches, type EpochBatch } from './epoch-batches.ts';
import { learningRateAt, nextPlateau } from './learning-rate.ts';
import type { Pause } from './pause.ts';
import { pairedBatches } from './positive-pairs.ts';
import { objectiveAt, teacherForcingAt } from './objective-schedule.ts';
import { epochsOf } from './settings.ts';
import { meanLoss, trainEpoch } from './train-epoch.ts';
import { afterEpoch, watchedLoss, type TrainingState } from './training-state.ts';

export interface EpochRequest {
  network: Network;
  chunkSet: ChunkSet;
  /** Chunk indices. */
  training: Int32Array;
  validation: Int32Array;
  /** Of the training poems, where chunks are moved. */
  texts: ReadonlyMap<number, Int32Array> | undefined;
  state: TrainingState;
  /** Counted from 1. */
  epoch: number;
  /** `batch` is counted from 1. */
  onBatch(batch: number, batches: number, loss: number): void;
  signal: AbortSignal | undefined;
  pause: Pause | undefined;
}

/** Samples, trains and validates the next epoch of a state; gives its record and the state after it. */
export async function runEpoch(
  request: EpochRequest,
): Promise<{ record: EpochRecord; state: TrainingState } | 'stopped' | 'diverged'> {
  const { network, chunkSet, state, epoch, signal, pause } = request;
  const { settings } = state;
  const started = performance.now();
  const waitedBefore = pause?.waited ?? 0;
  const phase = settings.phases[state.phase]!;
  const steps = Math.min(phase.maxTokens, chunkSet.window);
  const cut = (chunks: Int32Array): Batch => batchOf(chunkSet, chunks, steps);
  const shown = (chunks: Int32Array): Batch =>
    request.texts ? shiftedBatchOf(chunkSet, request.texts, chunks, steps, random) : cut(chunks);

  const random = restoreRandom(state.random);
  const order = sampleEpoch(settings.sampler, chunkSet, request.training, settings, random);
  if (order.length < 2)
    throw new UserError(
      'An epoch would have a single chunk, and at least 2 are needed. Raise maxChunksPerPoem, or add poems.',
    );
  const { objective, batchSize } = settings;
  const batches: EpochBatch[] =
    objective.contrastive.weight > 0
      ? pairedBatches(order, batchSize, chunkSet, request.training, settings.positive, random)
      : epochBatches(order, batchSize).map((chunks) => ({ chunks }));
  const firstStep = plannedEpochs(state) * batches.length;
  const allSteps = epochsOf(settings.phases) * batches.length;

  const measures = await trainEpoch(network, {
    batches,
    batchOf: ({ chunks, pairs }) => ({ ...shown(chunks), ...(pairs && { pairs, groups: poemsOf(chunkSet, chunks) }) }),
    lossSettingsOf: (batch) => ({
      objective: objectiveAt(settings, plannedEpochs(state) + batch / batches.length),
      teacherForcing: teacherForcingAt(settings, plannedEpochs(state), epochsOf(settings.phases)),
    }),
    learningRateOf: (batch) =>
      learningRateAt(settings.schedule, settings.learningRate, firstStep + batch, allSteps, state.plateau),
    clipNorm: settings.clipNorm,
    onBatch: (batch, loss) => request.onBatch(batch + 1, batches.length, loss),
    signal,
    pause,
  });
  if (typeof measures === 'string') return measures;
  const validated = await meanLoss(network, slices(request.validation, settings.batchSize, cut), signal, pause);
  if (validated === 'stopped') return 'stopped';
  const { loss: valLoss, weighted: weightedValLoss } = validated;
  if (valLoss !== null && !Number.isFinite(valLoss)) return 'diverged';

  const { trainLoss } = measures;
  const seconds = (performance.now() - started - (pause?.waited ?? 0) + waitedBefore) / 1000;
  const record: EpochRecord = {
    epoch,
    phase: state.phase + 1,
    phaseName: phase.name ?? `Up to ${phase.maxTokens} tokens`,
    maxTokens: steps,
    valLoss,
    ...(weightedValLoss !== null && { weightedValLoss }),
    seconds,
    ...measures,
  };
  const losses = { epoch, trainLoss, valLoss };
  const { schedule } = settings;
  const plateau =
    state.plateau && schedule.kind === 'plateau'
      ? nextPlateau(state.plateau, watchedLoss(losses), schedule)
      : state.plateau;
  return { record, state: afterEpoch(state, { ...losses, seconds, random: random.state(), plateau }) };
}

/** Epochs before this one in the plan, those that early stopping left out included. */
function plannedEpochs({ settings, phase, epochInPhase }: TrainingState): number {
  return epochsOf(settings.phases.slice(0, phase)) + epochInPhase;
}

/** Chunks of one poem are alike enough that none need be pushed away from the other. */
function poemsOf({ chunks }: ChunkSet, indices: Int32Array): Int32Array {
  return indices.map((index) => chunks[index]!.poem);
}

function* slices(chunks: Int32Array, size: number, cut: (chunks: Int32Array) => Batch): Generator<Batch> {
  for (let start = 0; start < chunks.length; start += size) yield cut(chunks.subarray(start, start + size));
}
