import os from 'node:os';

/** Threads that the kernels' memory has room for. */
export const mostThreads = 64;

/** A batch's rows are shared out among the threads: with more of them, each has too few to be worth waking for. */
const mostThatHelp = 8;

let wanted: number | undefined;

/** Says how many threads this process computes with where a call does not; without a number, as many as help. */
export function useThreads(threads: number | undefined): void {
  wanted = threads;
}

/** Threads where nobody has said how many are tried, and left out where fewer are faster. */
export function threadsAreTried(): boolean {
  return wanted === undefined;
}

export function defaultThreads(): number {
  return Math.min(mostThreads, wanted ?? Math.max(1, Math.min(mostThatHelp, os.availableParallelism())));
}
