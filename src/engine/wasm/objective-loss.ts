import type { LossParts, Objective } from '../../model/objective.ts';
import type { Batch } from '../engine.ts';
import type { BatchPlan } from './batch-plan.ts';
import type { Bottleneck } from './bottleneck.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import type { DirectLoss } from './direct-loss.ts';
import type { PooledLoss } from './pooled-loss.ts';
import type { ReconstructionLoss } from './reconstruction-loss.ts';
import type { WeightedLoss } from './weighted-loss.ts';

export interface ObjectiveTerms {
  plain: ReconstructionLoss;
  /** Takes the place of both others where there is a shortcut. */
  direct: DirectLoss | undefined;
  /** Undefined where words have no weights. */
  weighted: WeightedLoss | undefined;
  pooled: PooledLoss;
  bottleneck: Bottleneck;
}

/**
 * The objective's value and its terms. Adds the gradient of the output projection, fills that of the decoder's outputs,
 * and adds to that of the bottleneck.
 */
export function objectiveBackward(
  { plain, direct, weighted, pooled, bottleneck }: ObjectiveTerms,
  plan: BatchPlan,
  batch: Batch,
  objective: Objective,
): { loss: number; parts: LossParts } {
  const parts: LossParts = { reconstruction: 0, plain: 0, pooled: 0, contrastive: 0, kl: 0 };
  if (direct) {
    if (objective.pooled > 0) throw new RangeError('The pooled term is not computed beside a shortcut.');
    const { mixed, plain: alike } = direct.backward(plan, objective.plainShare);
    parts.reconstruction = mixed;
    parts.plain = alike;
  } else if (objective.plainShare === 1) parts.reconstruction = parts.plain = plain.backward(plan);
  else {
    if (!weighted) throw new RangeError('A plainShare below 1 needs a network with word weights.');
    const { mixed, plain: alike } = weighted.backward(plan, objective.plainShare);
    parts.reconstruction = mixed;
    parts.plain = alike;
  }
  if (objective.pooled > 0) parts.pooled = pooled.backward(plan, objective.pooled);
  if (objective.contrastive.weight > 0) {
    const [z, dZ] = [bottleneck.z, bottleneck.dZ].map(({ view }) => view.subarray(0, plan.rows * bottleneck.width));
    parts.contrastive = contrastiveLoss(z!, dZ!, plan, batch, objective.contrastive);
  }
  // With the seed's objective this is the reconstruction error to the bit.
  const loss =
    parts.reconstruction +
    objective.pooled * parts.pooled +
    objective.contrastive.weight * parts.contrastive +
    objective.kl * parts.kl;
  return { loss, parts };
}
