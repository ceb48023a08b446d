import type { HiddenStatistics } from './engine.ts';

/** A hidden state: an array and where its first unit is. */
interface State {
  data: Float32Array;
  start: number;
}

/** The hidden state of valid step t of a row; undefined past the row's end. */
export type StateAt = (row: number, step: number) => State | undefined;

/**
 * Statistics of hidden states over the valid positions of a batch: mean activation; deviation per unit (unbiased),
 * averaged; variance of the change from step to step per unit (unbiased), averaged; share of |h| > 0.9.
 */
export function hiddenStatistics(rows: number, steps: number, size: number, stateAt: StateAt): HiddenStatistics {
  const values = moments(size);
  const changes = moments(size);
  let saturated = 0;
  for (let row = 0; row < rows; row++) {
    let last: State | undefined;
    for (let t = 0; t < steps; t++) {
      const state = stateAt(row, t);
      if (!state) break;
      saturated += add(values, size, state);
      if (last) addChange(changes, size, state, last);
      last = state;
    }
  }
  const variances = unbiasedVariances(values);
  return {
    meanActivation: average(values.sum) / Math.max(1, values.count),
    stdActivation: average(variances.map(Math.sqrt)),
    temporalVariance: average(unbiasedVariances(changes)),
    saturation: saturated / Math.max(1, values.count * size),
  };
}

/** Of several directions, each as wide as the other. */
export function meanStatistics(all: readonly HiddenStatistics[]): HiddenStatistics {
  const mean = (key: keyof HiddenStatistics): number => all.reduce((sum, one) => sum + one[key], 0) / all.length;
  return {
    meanActivation: mean('meanActivation'),
    stdActivation: mean('stdActivation'),
    temporalVariance: mean('temporalVariance'),
    saturation: mean('saturation'),
  };
}

interface Moments {
  count: number;
  sum: Float64Array;
  squares: Float64Array;
}

/** Returns how many of the state's units are saturated. */
function add(moments: Moments, size: number, { data, start }: State): number {
  const { sum, squares } = moments;
  moments.count++;
  let saturated = 0;
  for (let k = 0; k < size; k++) {
    const h = data[start + k]!;
    sum[k]! += h;
    squares[k]! += h * h;
    if (h > 0.9 || h < -0.9) saturated++;
  }
  return saturated;
}

function addChange(moments: Moments, size: number, { data, start }: State, last: State): void {
  const { sum, squares } = moments;
  const { data: before, start: startBefore } = last;
  moments.count++;
  for (let k = 0; k < size; k++) {
    const change = data[start + k]! - before[startBefore + k]!;
    sum[k]! += change;
    squares[k]! += change * change;
  }
}

function moments(size: number): Moments {
  return { count: 0, sum: new Float64Array(size), squares: new Float64Array(size) };
}

function unbiasedVariances({ count, sum, squares }: Moments): Float64Array {
  if (count < 2) return new Float64Array(sum.length);
  return sum.map((s, k) => Math.max(0, (squares[k]! - (s * s) / count) / (count - 1)));
}

function average(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
