import type { Objective } from '../model/objective.ts';
import type { TrainingSettings } from './settings.ts';

/** Of the first epoch and of the last. */
export interface TeacherForcingSchedule {
  from: number;
  to: number;
}

/**
 * The objective with the divergence's weight risen in proportion over the first `klWarmupEpochs` epochs (Bowman et al.
 * 2016), so that the bottleneck is of use before it has to be normal. `progress` is in epochs from the start.
 */
export function objectiveAt({ objective, klWarmupEpochs }: TrainingSettings, progress: number): Objective {
  if (progress >= klWarmupEpochs) return objective;
  return { ...objective, kl: objective.kl * (progress / klWarmupEpochs) };
}

/** The share of true words in an epoch, counted from 0, of `epochs`: a straight line (Bengio et al. 2015). */
export function teacherForcingAt({ teacherForcing }: TrainingSettings, epoch: number, epochs: number): number {
  const { from, to } = teacherForcing;
  return from + (to - from) * (epochs > 1 ? epoch / (epochs - 1) : 0);
}
