import type { BatchPlan } from './batch-plan.ts';
import type { StateAt } from './hidden-statistics.ts';

/** Rows of `width` from the plan's order back into the batch's. */
export function inBatchOrder(view: Float32Array, plan: BatchPlan, width: number): Float32Array {
  const result = new Float32Array(plan.rows * width);
  plan.order.forEach((row, i) => result.set(view.subarray(i * width, (i + 1) * width), row * width));
  return result;
}

/** Spreads compact rows, of which each has `width` numbers to read, over [rows, steps, width], zero where padded. */
export function spreadOut(view: Float32Array, plan: BatchPlan, stride: number, width: number): Float32Array {
  const result = new Float32Array(plan.rows * plan.steps * width);
  for (let t = 0; t < plan.steps; t++)
    for (let i = 0; i < plan.active[t]!; i++) {
      const from = (plan.offsets[t]! + i) * stride;
      result.set(view.subarray(from, from + width), (plan.order[i]! * plan.steps + t) * width);
    }
  return result;
}

/** Hidden states, [rows, steps, directions * size]; zero where there is none. */
export function hiddenStates(directions: readonly StateAt[], plan: BatchPlan, size: number): Float32Array {
  const width = directions.length * size;
  const result = new Float32Array(plan.rows * plan.steps * width);
  directions.forEach((stateAt, d) => {
    for (let i = 0; i < plan.rows; i++)
      for (let t = 0; t < plan.steps; t++) {
        const state = stateAt(i, t);
        if (!state) continue;
        const to = (plan.order[i]! * plan.steps + t) * width + d * size;
        result.set(state.data.subarray(state.start, state.start + size), to);
      }
  });
  return result;
}
