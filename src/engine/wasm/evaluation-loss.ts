import type { BatchPlan } from '../batch-plan.ts';
import type { Evaluation } from '../engine.ts';
import type { Context } from './context.ts';
import { CANCELLATION, type GramForm } from './gram-form.ts';
import type { ReconstructionLoss } from './reconstruction-loss.ts';
import type { WeightedLoss } from './weighted-loss.ts';

const EPSILON = 1e-8;

export type Losses = Pick<Evaluation, 'loss' | 'weighted'>;

/** The losses of a pass without a gradient. */
export interface EvaluationLoss {
  of(plan: BatchPlan): Losses;
  /** Makes the reconstruction, which stays in the plain loss's `outputs`, and measures it. */
  ofReconstruction(plan: BatchPlan): Losses;
}

/** Without `gramForm` always from the reconstruction itself. */
export function createEvaluationLoss(
  { sizes }: Context,
  loss: ReconstructionLoss,
  weighted: WeightedLoss | undefined,
  gramForm: GramForm | undefined,
): EvaluationLoss {
  const { D, H } = sizes;

  const ofReconstruction = (plan: BatchPlan): Losses => {
    loss.reconstruct(plan);
    return {
      loss: loss.ofReconstruction(plan),
      ...(weighted && { weighted: weighted.ofReconstruction(plan) }),
    };
  };

  const measure = (plan: BatchPlan, errors: Float32Array): { plain: number; weighted: number; weight: number } => {
    if (weighted) return weighted.ofErrors(plan, errors);
    let sum = 0;
    for (let i = 0; i < plan.tokens; i++) sum += errors[i]!;
    return { plain: sum / (plan.tokens * D + EPSILON), weighted: 0, weight: 0 };
  };

  return {
    ofReconstruction,

    of(plan) {
      // Words are narrow beside the states: the reconstruction is less work than what spares it.
      if (!gramForm || D < 1.5 * H) return ofReconstruction(plan);
      const { errors, distances } = gramForm.errors(plan);
      const [found, constant] = [measure(plan, errors.view), measure(plan, distances.view)];
      if (found.plain < CANCELLATION * constant.plain || found.weighted < CANCELLATION * constant.weighted)
        return ofReconstruction(plan);
      return {
        loss: found.plain,
        ...(weighted && { weighted: { loss: found.weighted, weight: found.weight } }),
      };
    },
  };
}
