import type { Schedule } from './schedule-settings.ts';

/** State of a plateau schedule after an epoch. */
export interface PlateauState {
  learningRate: number;
  /** Lowest loss so far in the phase; null before its first epoch. */
  best: number | null;
  badEpochs: number;
  cooldown: number;
}

/** PyTorch's ReduceLROnPlateau leaves reductions smaller than this alone (`eps`). */
const leastReduction = 1e-8;

/**
 * The learning rate of a step, counted from 0, of `steps` in the whole training.
 *
 * - cosine: half a cosine (Loshchilov and Hutter 2017, SGDR, equation 5, one cycle) after a linear warm-up that
 *   reaches `highest` at its last step (Goyal et al. 2017).
 * - one-cycle: Smith and Topin 2018 as PyTorch's OneCycleLR has it, with cosine annealing in both of two phases; Adam's
 *   betas stay as they are.
 * - plateau: `plateau`'s, which moves between epochs.
 */
export function learningRateAt(
  schedule: Schedule,
  highest: number,
  step: number,
  steps: number,
  plateau: PlateauState | null,
): number {
  switch (schedule.kind) {
    case 'constant':
      return highest;
    case 'cosine': {
      const warmup = Math.floor(schedule.warmupShare * steps);
      if (step < warmup) return (highest * (step + 1)) / warmup;
      return anneal(highest, highest * schedule.finalShare, (step - warmup) / Math.max(1, steps - warmup));
    }
    case 'one-cycle': {
      const initial = highest / schedule.initialDivisor;
      const peak = schedule.warmupShare * steps - 1;
      if (step <= peak) return anneal(initial, highest, peak > 0 ? step / peak : 1);
      return anneal(highest, initial / schedule.finalDivisor, (step - peak) / (steps - 1 - peak));
    }
    case 'plateau':
      return plateau?.learningRate ?? highest;
  }
}

/**
 * What an epoch's loss does to a plateau schedule: PyTorch's ReduceLROnPlateau with `mode='min'` and
 * `threshold_mode='rel'`. With a new phase the losses start anew (`startPhase`), as longer sequences have higher ones.
 */
export function nextPlateau(
  state: PlateauState,
  loss: number,
  schedule: Extract<Schedule, { kind: 'plateau' }>,
): PlateauState {
  let { learningRate, best, badEpochs, cooldown } = state;
  if (best === null || loss < best * (1 - schedule.threshold)) [best, badEpochs] = [loss, 0];
  else badEpochs++;
  if (cooldown > 0) {
    cooldown--;
    badEpochs = 0;
  }
  if (badEpochs > schedule.patience) {
    const reduced = Math.max(learningRate * schedule.factor, schedule.minimum);
    if (learningRate - reduced > leastReduction) learningRate = reduced;
    cooldown = schedule.cooldown;
    badEpochs = 0;
  }
  return { learningRate, best, badEpochs, cooldown };
}

export function startPlateau(schedule: Schedule, highest: number): PlateauState | null {
  return schedule.kind === 'plateau' ? { learningRate: highest, best: null, badEpochs: 0, cooldown: 0 } : null;
}

/** Half a cosine from `start` (share 0) to `end` (share 1). */
function anneal(start: number, end: number, share: number): number {
  return end + ((start - end) / 2) * (1 + Math.cos(Math.PI * share));
}
