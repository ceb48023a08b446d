import { setImmediate } from 'node:timers/promises';
import type { Batch, Network } from '../engine/engine.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import type { Pause } from './pause.ts';

export interface EpochPlan {
  batches: readonly Int32Array[];
  /** The batch of some chunks, cut to the phase's length. */
  batchOf(chunks: Int32Array): Batch;
  learningRateOf(batch: number): number;
  clipNorm: number;
  onBatch(batch: number, loss: number): void;
  signal: AbortSignal | undefined;
  pause: Pause | undefined;
}

export type EpochMeasures = Pick<
  EpochRecord,
  'trainLoss' | 'learningRate' | 'gradientNorm' | 'parameterNorms' | 'encoder' | 'decoder' | 'batches'
>;

/** One pass over the training chunks. `diverged`: a loss or gradient was not finite; the weights are then of no use. */
export async function trainEpoch(network: Network, plan: EpochPlan): Promise<EpochMeasures | 'stopped' | 'diverged'> {
  const { batches, clipNorm, signal, pause } = plan;
  const norms = { sum: 0, max: 0, last: 0 };
  let lossSum = 0;
  for (const [i, chunks] of batches.entries()) {
    if (await stopped(signal, pause)) return 'stopped';
    const settings = { learningRate: plan.learningRateOf(i), clipNorm };
    const { loss, gradientNorm } = await network.trainStep(plan.batchOf(chunks), settings);
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) return 'diverged';
    lossSum += loss;
    norms.sum += gradientNorm;
    norms.max = Math.max(norms.max, gradientNorm);
    norms.last = gradientNorm;
    plan.onBatch(i, loss);
  }
  const { sum, max, last } = norms;
  return {
    trainLoss: lossSum / batches.length,
    learningRate: plan.learningRateOf(batches.length - 1),
    gradientNorm: { mean: sum / batches.length, max, last, clipped: Math.min(last, clipNorm) },
    parameterNorms: Object.fromEntries(network.gradientNorms()),
    ...network.hiddenStatistics(),
    batches: batches.length,
  };
}

/** Mean over batches of the loss, batch norm by running statistics; null without batches. */
export async function meanLoss(
  network: Network,
  batches: Iterable<Batch>,
  signal: AbortSignal | undefined,
  pause: Pause | undefined,
): Promise<number | null | 'stopped'> {
  let sum = 0;
  let count = 0;
  for (const batch of batches) {
    if (await stopped(signal, pause)) return 'stopped';
    sum += (await network.evaluate(batch)).loss;
    count++;
  }
  return count > 0 ? sum / count : null;
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
