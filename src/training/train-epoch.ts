import { setImmediate } from 'node:timers/promises';
import type { Batch, Network } from '../engine/engine.ts';
import { seedObjective, type LossParts, type Objective } from '../model/objective.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import type { EpochBatch } from './epoch-batches.ts';
import type { Pause } from './pause.ts';

export interface EpochPlan {
  batches: readonly EpochBatch[];
  /** The batch of some chunks, cut to the phase's length. */
  batchOf(batch: EpochBatch): Batch;
  lossSettingsOf(batch: number): { objective: Objective; teacherForcing: number };
  learningRateOf(batch: number): number;
  clipNorm: number;
  onBatch(batch: number, loss: number): void;
  signal: AbortSignal | undefined;
  pause: Pause | undefined;
}

export type EpochMeasures = Pick<
  EpochRecord,
  'trainLoss' | 'lossParts' | 'learningRate' | 'gradientNorm' | 'parameterNorms' | 'encoder' | 'decoder' | 'batches'
>;

/** One pass over the training chunks. `diverged`: a loss or gradient was not finite; the weights are then of no use. */
export async function trainEpoch(network: Network, plan: EpochPlan): Promise<EpochMeasures | 'stopped' | 'diverged'> {
  const { batches, clipNorm, signal, pause } = plan;
  const norms = { sum: 0, max: 0, last: 0 };
  const sums: LossParts = { reconstruction: 0, plain: 0, pooled: 0, contrastive: 0, kl: 0 };
  for (const [i, batch] of batches.entries()) {
    if (await stopped(signal, pause)) return 'stopped';
    const settings = { learningRate: plan.learningRateOf(i), clipNorm, ...plan.lossSettingsOf(i) };
    const { loss, parts, gradientNorm } = await network.trainStep(plan.batchOf(batch), settings);
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) return 'diverged';
    for (const part of Object.keys(sums) as (keyof LossParts)[]) sums[part] += parts[part];
    norms.sum += gradientNorm;
    norms.max = Math.max(norms.max, gradientNorm);
    norms.last = gradientNorm;
    plan.onBatch(i, parts.plain);
  }
  const { sum, max, last } = norms;
  return {
    trainLoss: sums.plain / batches.length,
    ...(!isSeedObjective(plan.lossSettingsOf(batches.length - 1).objective) && {
      lossParts: meansOf(sums, batches.length),
    }),
    learningRate: plan.learningRateOf(batches.length - 1),
    gradientNorm: { mean: sum / batches.length, max, last, clipped: Math.min(last, clipNorm) },
    parameterNorms: Object.fromEntries(await network.gradientNorms()),
    ...(await network.hiddenStatistics()),
    batches: batches.length,
  };
}

/** Where it is the plain error alone, that is all there is to say. */
function isSeedObjective(objective: Objective): boolean {
  return JSON.stringify(objective) === JSON.stringify(seedObjective);
}

function meansOf(
  { reconstruction, pooled, contrastive, kl }: LossParts,
  count: number,
): NonNullable<EpochRecord['lossParts']> {
  return {
    reconstruction: reconstruction / count,
    pooled: pooled / count,
    contrastive: contrastive / count,
    kl: kl / count,
  };
}

/** Means over batches of the loss and of the weighted one, batch norm by running statistics; null without any. */
export async function meanLoss(
  network: Network,
  batches: Iterable<Batch>,
  signal: AbortSignal | undefined,
  pause: Pause | undefined,
): Promise<{ loss: number | null; weighted: number | null } | 'stopped'> {
  let sum = 0;
  let weightedSum: number | null = null;
  let count = 0;
  for (const batch of batches) {
    if (await stopped(signal, pause)) return 'stopped';
    const { loss, weighted } = await network.evaluate(batch);
    sum += loss;
    if (weighted) weightedSum = (weightedSum ?? 0) + weighted.loss;
    count++;
  }
  return { loss: count > 0 ? sum / count : null, weighted: weightedSum === null ? null : weightedSum / count };
}

/**
 * Lets a waiting message (a cancellation, a pause) come through first: an engine may compute without ever leaving this
 * thread. Returns when no pause is on.
 */
async function stopped(signal: AbortSignal | undefined, pause: Pause | undefined): Promise<boolean> {
  await setImmediate();
  await pause?.over(signal);
  return signal?.aborted ?? false;
}
