import { batchOf } from '../corpus/batches.ts';
import type { Random } from '../corpus/random.ts';
import { sampleEpoch } from '../corpus/samplers.ts';
import type { ChunkSet } from '../corpus/types.ts';
import { UserError } from '../corpus/user-error.ts';
import { shiftedBatchOf } from '../corpus/windows.ts';
import { epochBatches, type EpochBatch } from './epoch-batches.ts';
import { learningRateAt } from './learning-rate.ts';
import { objectiveAt, teacherForcingAt } from './objective-schedule.ts';
import { pairedBatches } from './positive-pairs.ts';
import { epochsOf } from './settings.ts';
import type { EpochPlan } from './train-epoch.ts';
import type { TrainingState } from './training-state.ts';

/**
 * What the next epoch of a state trains on, and how. `training` are chunk indices, `texts` those of the training poems
 * where chunks are moved. Draws from `random` now, and with each batch that is asked for. Throws a UserError when there is
 * a single chunk.
 */
export function planEpoch(
  chunkSet: ChunkSet,
  training: Int32Array,
  texts: ReadonlyMap<number, Int32Array> | undefined,
  state: TrainingState,
  random: Random,
): Pick<EpochPlan, 'batches' | 'batchOf' | 'lossSettingsOf' | 'learningRateOf' | 'clipNorm'> {
  const { settings } = state;
  const { objective, batchSize } = settings;
  const steps = Math.min(settings.phases[state.phase]!.maxTokens, chunkSet.window);
  const order = sampleEpoch(settings.sampler, chunkSet, training, settings, random);
  if (order.length < 2)
    throw new UserError(
      'An epoch would have a single chunk, and at least 2 are needed. Raise maxChunksPerPoem, or add poems.',
    );
  const batches: EpochBatch[] =
    objective.contrastive.weight > 0
      ? pairedBatches(order, batchSize, chunkSet, training, settings.positive, random)
      : epochBatches(order, batchSize).map((chunks) => ({ chunks }));
  const firstStep = plannedEpochs(state) * batches.length;
  const allSteps = epochsOf(settings.phases) * batches.length;
  return {
    batches,
    batchOf: ({ chunks, pairs }) => ({
      ...(texts ? shiftedBatchOf(chunkSet, texts, chunks, steps, random) : batchOf(chunkSet, chunks, steps)),
      ...(pairs && { pairs, groups: poemsOf(chunkSet, chunks) }),
    }),
    lossSettingsOf: (batch) => ({
      objective: objectiveAt(settings, plannedEpochs(state) + batch / batches.length),
      teacherForcing: teacherForcingAt(settings, plannedEpochs(state), epochsOf(settings.phases)),
    }),
    learningRateOf: (batch) =>
      learningRateAt(settings.schedule, settings.learningRate, firstStep + batch, allSteps, state.plateau),
    clipNorm: settings.clipNorm,
  };
}

/** Epochs before this one in the plan, those that early stopping left out included. */
function plannedEpochs({ settings, phase, epochInPhase }: TrainingState): number {
  return epochsOf(settings.phases.slice(0, phase)) + epochInPhase;
}

/** Chunks of one poem are alike enough that none need be pushed away from the other. */
function poemsOf({ chunks }: ChunkSet, indices: Int32Array): Int32Array {
  return indices.map((index) => chunks[index]!.poem);
}
