/** Steps from one trial to the next. */
const PERIOD = 120;

/**
 * Finds out how many threads help: now and then it tries numbers up to `most` on a step each, and keeps to the one that
 * was fastest for its work. On a machine that has other things to do that may be one; what is computed is the same with
 * any number.
 */
export interface ThreadTuner {
  /** For the next step. */
  threads(): number;
  /** How long that step took, for an amount of work in any unit. */
  took(ms: number, work: number): void;
}

export function createThreadTuner(most: number): ThreadTuner {
  const candidates = candidatesUpTo(most);
  // The first step wakes the threads up, and the very first has code to compile.
  const trial = [most, ...candidates];
  let best = most;
  let step = 0;
  let times = new Map<number, number>();
  return {
    threads: () => trial[step] ?? best,
    took(ms, work) {
      if (step > 0 && step < trial.length) times.set(trial[step]!, ms / work);
      step++;
      if (step === trial.length) best = candidates.reduce((a, b) => (times.get(b)! < times.get(a)! ? b : a));
      if (step === PERIOD) {
        step = 0;
        times = new Map();
      }
    },
  };
}

/** `most` itself, and powers of two below it, falling. */
function candidatesUpTo(most: number): number[] {
  const candidates: number[] = [];
  for (let threads = 1; threads < most; threads *= 2) candidates.unshift(threads);
  return [most, ...candidates];
}
