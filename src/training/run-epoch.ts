import { batchOf } from '../corpus/batches.ts';
import { restoreRandom } from '../corpus/random.ts';
import type { ChunkSet } from '../corpus/types.ts';
import type { Batch, Network } from '../engine/engine.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import { nextPlateau } from './learning-rate.ts';
import type { Pause } from './pause.ts';
import { planEpoch } from './plan-epoch.ts';
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
  const random = restoreRandom(state.random);
  const plan = planEpoch(chunkSet, request.training, request.texts, state, random);

  const measures = await trainEpoch(network, {
    ...plan,
    onBatch: (batch, loss) => request.onBatch(batch + 1, plan.batches.length, loss),
    signal,
    pause,
  });
  if (typeof measures === 'string') return measures;
  const cut = (chunks: Int32Array): Batch => batchOf(chunkSet, chunks, steps);
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

function* slices(chunks: Int32Array, size: number, cut: (chunks: Int32Array) => Batch): Generator<Batch> {
  for (let start = 0; start < chunks.length; start += size) yield cut(chunks.subarray(start, start + size));
}
