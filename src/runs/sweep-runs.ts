import type { RunSummary } from './run-summary.ts';

/**
 * The run of each member of a comparison that has one, of a listing that begins with the newest. Of several (a copy that was imported, say) the one that has come
 * furthest, the oldest of equals.
 */
export function runsOfSweep(runs: readonly RunSummary[], id: string): Map<number, RunSummary> {
  const found = new Map<number, RunSummary>();
  for (const run of [...runs].reverse()) {
    const sweep = run.config?.sweep;
    if (sweep?.id !== id) continue;
    const other = found.get(sweep.member);
    if (!other || progressOf(run) > progressOf(other)) found.set(sweep.member, run);
  }
  return found;
}

function progressOf({ status, epochs }: RunSummary): number {
  if (status === 'complete') return Infinity;
  return status === 'damaged' ? -1 : epochs;
}
