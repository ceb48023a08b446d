/** Steps between two trials, and of each trial for each number of threads; the first of these wakes threads up. */
const PERIOD = 250;
const TRIED = 4;

/**
 * Finds out how many threads help: now and then it tries numbers up to `most` on a few steps each, and keeps to the one
 * that was fastest for its work. On a machine that has other things to do that may be one; what is computed is the same
 * with any number.
 */
export interface ThreadTuner {
  /** For the next step. */
  threads(): number;
  /** How long that step took, for an amount of work in any unit. */
  took(ms: number, work: number): void;
}

export function createThreadTuner(most: number): ThreadTuner {
  const candidates = candidatesUpTo(most);
  let best = most;
  let step = 0;
  let trials = candidates.map((): number[] => []);
  const tried = TRIED * candidates.length;
  const candidateAt = (at: number): number => Math.floor(at / TRIED);
  return {
    threads: () => (step < tried ? candidates[candidateAt(step)]! : best),
    took(ms, work) {
      if (step < tried && step % TRIED > 0) trials[candidateAt(step)]!.push(ms / work);
      step++;
      if (step === tried) {
        const times = trials.map(median);
        best = candidates[times.indexOf(Math.min(...times))]!;
      }
      if (step === PERIOD) {
        step = 0;
        trials = candidates.map(() => []);
      }
    },
  };
}

/** Powers of two, and `most` itself. */
function candidatesUpTo(most: number): number[] {
  const candidates: number[] = [];
  for (let threads = 1; threads < most; threads *= 2) candidates.push(threads);
  return [...candidates, most];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
