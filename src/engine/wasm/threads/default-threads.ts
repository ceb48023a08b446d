import os from 'node:os';

/** A batch's rows are shared out among the threads: with more of them, each has too few to be worth waking for. */
const most = 8;

/** Threads that a process computes with where nobody says how many. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(most, os.availableParallelism()));
}
