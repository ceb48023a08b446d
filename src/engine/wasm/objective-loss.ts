import type { LossParts, Objective } from '../../model/objective.ts';
import type { Batch } from '../engine.ts';
import type { BatchPlan } from '../batch-plan.ts';
import type { Bottleneck } from './bottleneck.ts';
import { contrastiveLoss } from './contrastive-loss.ts';
import type { CosineLoss } from './cosine-loss.ts';
import type { DirectLoss } from './direct-loss.ts';
import type { PooledLoss } from './pooled-loss.ts';
import type { ReconstructionLoss } from './reconstruction-loss.ts';
import type { WeightedLoss } from './weighted-loss.ts';

export interface ObjectiveTerms {
  plain: ReconstructionLoss;
  /** Takes the place of the squared errors where there is a shortcut, which goes with neither of the other errors. */
  direct: DirectLoss | undefined;
  /** Undefined where words have no weights. */
  weighted: WeightedLoss | undefined;
  cosine: CosineLoss;
  /** Halves the gradients that the squared error has left. */
  halve(plan: BatchPlan): void;
  pooled: PooledLoss;
  bottleneck: Bottleneck;
}

/**
 * The objective's value and its terms. Adds the gradient of the output projection, fills that of the decoder's outputs,
 * and adds to that of the bottleneck. The objective is one that `checkObjective` lets pass.
 */
export function objectiveBackward(
  { plain, direct, weighted, cosine, halve, pooled, bottleneck }: ObjectiveTerms,
  plan: BatchPlan,
  batch: Batch,
  objective: Objective,
): { loss: number; parts: LossParts } {
  const parts: LossParts = { reconstruction: 0, plain: 0, pooled: 0, contrastive: 0, kl: 0 };
  const { reconstruction, plainShare } = objective;
  if (direct) {
    const { mixed, plain: alike } = direct.backward(plan, plainShare);
    parts.reconstruction = mixed;
    parts.plain = alike;
  } else if (reconstruction !== 'cosine') {
    if (plainShare === 1) parts.reconstruction = parts.plain = plain.backward(plan);
    else {
      const { mixed, plain: alike } = weighted!.backward(plan, plainShare);
      parts.reconstruction = mixed;
      parts.plain = alike;
    }
  }
  if (reconstruction === 'hybrid') {
    halve(plan);
    parts.reconstruction = (parts.reconstruction + cosine.backward(plan, plainShare, 0.5, true).mixed) / 2;
  }
  if (reconstruction === 'cosine') {
    const { mixed, plain: squared } = cosine.backward(plan, plainShare, 1, false);
    parts.reconstruction = mixed;
    parts.plain = squared;
  }
  if (objective.pooled > 0) parts.pooled = pooled.backward(plan, objective.pooled);
  if (objective.contrastive.weight > 0) {
    const [z, dZ] = [bottleneck.mean, bottleneck.dMean].map(({ view }) =>
      view.subarray(0, plan.rows * bottleneck.width),
    );
    parts.contrastive = contrastiveLoss(z!, dZ!, plan, batch, objective.contrastive);
  }
  parts.kl = bottleneck.divergence(plan.rows, objective.kl);
  // With the seed's objective this is the reconstruction error to the bit.
  const loss =
    parts.reconstruction +
    objective.pooled * parts.pooled +
    objective.contrastive.weight * parts.contrastive +
    objective.kl * parts.kl;
  return { loss, parts };
}
