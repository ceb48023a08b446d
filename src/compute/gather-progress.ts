import type { TrainProgress } from '../protocol/compute-messages.ts';

export interface ProgressGatherer {
  /** Adds to what is told next; later values of one field replace earlier ones, lists grow. */
  add(change: Partial<TrainProgress>): void;
  /** Tells what is left. */
  flush(): void;
}

/** Gathers what a training reports and tells it at most every `interval` milliseconds, without losing a report or epoch. */
export function gatherProgress(
  tell: (progress: TrainProgress) => void,
  interval = 100,
  now: () => number = () => performance.now(),
): ProgressGatherer {
  let waiting: TrainProgress | undefined;
  let lastTold = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const progress = waiting;
    waiting = undefined;
    lastTold = now();
    tell(progress);
  };

  return {
    add({ reports = [], epochs = [], ...latest }) {
      waiting = {
        ...waiting,
        ...latest,
        reports: [...(waiting?.reports ?? []), ...reports],
        epochs: [...(waiting?.epochs ?? []), ...epochs],
      };
      const left = lastTold + interval - now();
      // The clock is looked at on every call, because a busy training may keep timers waiting.
      if (left <= 0) flush();
      else timer ??= setTimeout(flush, left);
    },
    flush,
  };
}
