import type { BatchPlan } from '../batch-plan.ts';
import type { StateAt } from '../hidden-statistics.ts';

/** Where the numbers of a row and step are in what was read back, [steps, rows, width]; past a row's end undefined. */
export function validAt(data: Float32Array, plan: BatchPlan, width: number): StateAt {
  const anywhere = placedAt(data, plan, width);
  return (row, t) => (row < plan.active[t]! ? anywhere(row, t) : undefined);
}

/** The same, also past a row's end. */
export function placedAt(data: Float32Array, { rows }: BatchPlan, width: number): StateAt {
  return (row, t) => ({ data, start: (t * rows + row) * width });
}
