import { restoreRandom } from '../corpus/random.ts';
import type { ChunkSet } from '../corpus/types.ts';
import { textsOf } from '../corpus/windows.ts';
import type { Batch, StepSettings } from '../engine/engine.ts';
import { planEpoch } from './plan-epoch.ts';
import type { TrainingSettings } from './settings.ts';
import { startState } from './training-state.ts';

/** The first batches that a training would take at the full length of its longest phase, to try an engine on. */
export function firstBatches(
  chunkSet: ChunkSet,
  training: Int32Array,
  settings: TrainingSettings,
  most: number,
): { batch: Batch; settings: StepSettings }[] {
  const state = startState(settings);
  const { phases } = settings;
  const phase = phases.reduce((longest, { maxTokens }, i) => (maxTokens > phases[longest]!.maxTokens ? i : longest), 0);
  const texts = settings.movedChunks ? textsOf(chunkSet, chunkSet.chunks, training) : undefined;
  const plan = planEpoch(chunkSet, training, texts, { ...state, phase }, restoreRandom(state.random));
  return plan.batches.slice(0, most).map((batch, i) => ({
    batch: plan.batchOf(batch),
    settings: { learningRate: plan.learningRateOf(i), clipNorm: plan.clipNorm, ...plan.lossSettingsOf(i) },
  }));
}
