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

/**
 * Numbers of each row and step, [rows, steps, parts * width], those of each part side by side (of the directions of an
 * encoder, say); zero where there are none.
 */
export function spreadSteps(parts: readonly StateAt[], plan: BatchPlan, width: number): Float32Array {
  const all = parts.length * width;
  const result = new Float32Array(plan.rows * plan.steps * all);
  parts.forEach((stateAt, part) => {
    for (let i = 0; i < plan.rows; i++)
      for (let t = 0; t < plan.steps; t++) {
        const state = stateAt(i, t);
        if (!state) continue;
        const to = (plan.order[i]! * plan.steps + t) * all + part * width;
        result.set(state.data.subarray(state.start, state.start + width), to);
      }
  });
  return result;
}
