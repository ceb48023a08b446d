import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Cores that stand idle while this thread works. */
export function idleCores(): number {
  return Math.max(0, Math.round(os.availableParallelism() - Math.max(1, runningThreads())));
}

/** Threads of the whole machine that run or wait for a core: now, where the system tells, or in the last minute. */
function runningThreads(): number {
  try {
    const running = /^\S+ \S+ \S+ (\d+)\//.exec(readFileSync('/proc/loadavg', 'latin1'))?.[1];
    if (running !== undefined) return Number(running);
  } catch {
    // Another system than Linux.
  }
  // Windows says 0.
  return os.loadavg()[0]!;
}
