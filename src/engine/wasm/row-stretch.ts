import type { BatchPlan } from '../batch-plan.ts';
import type { Kernels } from './kernels.ts';
import type { Team } from './threads/team.ts';

/** Some rows of a batch, whose passes through time depend on no others: one thread takes them through all steps. */
export interface RowStretch {
  /** What computes them. */
  kernels: Kernels;
  from: number;
  /** Exclusive. */
  to: number;
}

/** Rows that a product computes together: shares of fewer would not be faster. */
const GRAIN = 4;

/** Runs `pass` over all rows of a batch, by all threads. */
export function forRows(team: Team, rows: number, pass: (stretch: RowStretch) => void): void {
  team.run(rows, GRAIN, (kernels, from, to) => pass({ kernels, from, to }));
}

/** How many rows of a stretch are still running at a step: its first ones. */
export function runningRows(plan: BatchPlan, t: number, { from, to }: RowStretch): number {
  return Math.max(0, Math.min(plan.active[t]!, to) - from);
}
