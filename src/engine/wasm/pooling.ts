import { pooledBlocks, type ModelSpecification } from '../../model/specification.ts';
import type { Arena, Floats } from './arena.ts';
import { stateAfter, type BatchPlan } from '../batch-plan.ts';
import { at, type Context } from './context.ts';
import { forRows, runningRows } from './row-stretch.ts';

/** The states of one direction: first ones, then compact in the order in which the direction reads its rows. */
export interface ReadStates {
  states: Floats;
  dStates: Floats;
  reverse: boolean;
}

/** From the encoder's states, of any number of tokens, to one row each: what the bottleneck reads. */
export interface Pooling {
  /** [rows, width]: for a mean, the last state and both, the directions side by side in each part. */
  pooled: Floats;
  width: number;
  forward(plan: BatchPlan): void;
  /** Adds to the gradients of the states, and to the attention's query. */
  backward(plan: BatchPlan, dPooled: Floats): void;
}

export function createPooling(
  context: Context,
  arena: Arena,
  specification: ModelSpecification,
  directions: readonly ReadStates[],
): Pooling {
  const { H, maxRows } = context.sizes;
  const width = pooledBlocks(specification) * H;
  const pooled = arena.floats(maxRows * width);
  const means = createMeans(context, arena, directions);
  const attention = specification.pooling === 'attention' && createAttention(context, directions);
  const lastColumn = specification.pooling === 'mean-last' ? directions.length * H : 0;

  /** Each row's last state in the order of its direction: the start of the text where it reads backwards. */
  const eachLast = (plan: BatchPlan, visit: (direction: ReadStates, state: number, pooledAt: number) => void): void =>
    directions.forEach((direction, d) => {
      for (let i = 0; i < plan.rows; i++)
        visit(direction, (stateAfter(plan, plan.lengths[i]! - 1) + i) * H, i * width + lastColumn + d * H);
    });

  const withMean = specification.pooling === 'mean' || specification.pooling === 'mean-last';
  const withLast = specification.pooling === 'last' || specification.pooling === 'mean-last';
  return {
    pooled,
    width,
    forward(plan) {
      if (withMean) means.forward(plan, pooled.view, width);
      if (withLast)
        eachLast(plan, ({ states }, state, to) => pooled.view.set(states.view.subarray(state, state + H), to));
      if (attention) attention.forward(plan, pooled.view, width);
    },
    backward(plan, dPooled) {
      if (withMean) means.backward(plan, dPooled.view, width);
      if (withLast)
        eachLast(plan, ({ dStates }, state, from) => {
          for (let k = 0; k < H; k++) dStates.view[state + k]! += dPooled.view[from + k]!;
        });
      if (attention) attention.backward(plan, dPooled.view, width);
    },
  };
}

interface Part {
  forward(plan: BatchPlan, pooled: Float32Array, width: number): void;
  backward(plan: BatchPlan, dPooled: Float32Array, width: number): void;
}

/** The mean over a row's valid states. */
function createMeans(context: Context, arena: Arena, directions: readonly ReadStates[]): Part {
  const { team, sizes } = context;
  const { H, maxRows } = sizes;
  const rowsOf = arena.floats(maxRows * H);
  return {
    forward(plan, pooled, width) {
      directions.forEach(({ states }, d) => {
        context.clear(rowsOf, plan.rows * H);
        // The rows of a step lie side by side, the first ones of all: one long vector.
        forRows(team, plan.rows, (stretch) => {
          for (let t = 0; t < plan.steps; t++) {
            const ofStep = at(states, (stateAfter(plan, t) + stretch.from) * H);
            stretch.kernels.sumRows(ofStep, 0, 1, runningRows(plan, t, stretch) * H, at(rowsOf, stretch.from * H));
          }
        });
        for (let i = 0; i < plan.rows; i++)
          for (let k = 0; k < H; k++) pooled[i * width + d * H + k] = rowsOf.view[i * H + k]! / plan.lengths[i]!;
      });
    },
    backward(plan, dPooled, width) {
      directions.forEach(({ dStates }, d) => {
        for (let i = 0; i < plan.rows; i++)
          for (let k = 0; k < H; k++) rowsOf.view[i * H + k] = dPooled[i * width + d * H + k]! / plan.lengths[i]!;
        forRows(team, plan.rows, (stretch) => {
          for (let t = 0; t < plan.steps; t++) {
            const ofStep = at(dStates, (stateAfter(plan, t) + stretch.from) * H);
            stretch.kernels.sumRows(at(rowsOf, stretch.from * H), 0, 1, runningRows(plan, t, stretch) * H, ofStep);
          }
        });
      });
    },
  };
}

/** Weights softmax(q · s_t) over a row's valid states s_t, the directions side by side; q is learned. */
function createAttention({ sizes, weights, gradients }: Context, directions: readonly ReadStates[]): Part {
  const { H, maxRows, maxSteps } = sizes;
  const name = 'encoder.attention.query';
  const shares = new Float64Array(maxRows * maxSteps);
  /** Where the state of position p of row i is in a direction's buffer. */
  const place = (plan: BatchPlan, { reverse }: ReadStates, i: number, p: number): number =>
    (stateAfter(plan, reverse ? plan.lengths[i]! - 1 - p : p) + i) * H;
  const dot = (a: Float32Array, aFrom: number, b: Float32Array, bFrom: number): number => {
    let sum = 0;
    for (let k = 0; k < H; k++) sum += a[aFrom + k]! * b[bFrom + k]!;
    return sum;
  };
  return {
    forward(plan, pooled, width) {
      const query = weights.view(name);
      for (let i = 0; i < plan.rows; i++) {
        const length = plan.lengths[i]!;
        const share = shares.subarray(i * maxSteps, i * maxSteps + length).fill(0);
        directions.forEach((direction, d) => {
          for (let p = 0; p < length; p++)
            share[p]! += dot(query, d * H, direction.states.view, place(plan, direction, i, p));
        });
        const highest = share.reduce((a, b) => Math.max(a, b));
        let total = 0;
        for (let p = 0; p < length; p++) total += share[p] = Math.exp(share[p]! - highest);
        for (let p = 0; p < length; p++) share[p]! /= total;
        directions.forEach((direction, d) => {
          const to = pooled.subarray(i * width + d * H, i * width + (d + 1) * H).fill(0);
          for (let p = 0; p < length; p++) {
            const from = place(plan, direction, i, p);
            for (let k = 0; k < H; k++) to[k]! += share[p]! * direction.states.view[from + k]!;
          }
        });
      }
    },
    backward(plan, dPooled, width) {
      const query = weights.view(name);
      const dQuery = gradients.view(name);
      for (let i = 0; i < plan.rows; i++) {
        const length = plan.lengths[i]!;
        const share = shares.subarray(i * maxSteps, i * maxSteps + length);
        const dShare = new Float64Array(length);
        directions.forEach((direction, d) => {
          for (let p = 0; p < length; p++)
            dShare[p]! += dot(dPooled, i * width + d * H, direction.states.view, place(plan, direction, i, p));
        });
        let mean = 0;
        for (let p = 0; p < length; p++) mean += share[p]! * dShare[p]!;
        directions.forEach((direction, d) => {
          for (let p = 0; p < length; p++) {
            const dScore = share[p]! * (dShare[p]! - mean);
            const state = place(plan, direction, i, p);
            for (let k = 0; k < H; k++) {
              dQuery[d * H + k]! += dScore * direction.states.view[state + k]!;
              direction.dStates.view[state + k]! +=
                share[p]! * dPooled[i * width + d * H + k]! + dScore * query[d * H + k]!;
            }
          }
        });
      }
    },
  };
}
