import type { HiddenStatistics } from '../../src/engine/engine.ts';

/**
 * The seed notebook's statistics of hidden states, [rows, steps, size], over valid positions only: those of row r
 * before `lengths[r]`. With n positions and, per unit k, the values h:
 *
 * - meanActivation: mean over positions and units;
 * - stdActivation: per unit the deviation sqrt(sum (h - mean)^2 / (n - 1)), averaged over units;
 * - temporalVariance: per unit the variance (n - 1 again) of h_t - h_{t-1} over neighbouring valid steps, averaged;
 * - saturation: share of |h| > 0.9.
 *
 * A variance of fewer than two values is 0.
 */
export function hiddenStatistics(
  states: Float32Array,
  lengths: ArrayLike<number>,
  steps: number,
  size: number,
): HiddenStatistics {
  const values: number[][] = Array.from({ length: size }, () => []);
  const changes: number[][] = Array.from({ length: size }, () => []);
  for (let row = 0; row < lengths.length; row++)
    for (let t = 0; t < lengths[row]!; t++)
      for (let k = 0; k < size; k++) {
        const at = (row * steps + t) * size + k;
        values[k]!.push(states[at]!);
        if (t > 0) changes[k]!.push(states[at]! - states[at - size]!);
      }
  const all = values.flat();
  return {
    meanActivation: mean(all),
    stdActivation: mean(values.map((unit) => Math.sqrt(variance(unit)))),
    temporalVariance: mean(changes.map(variance)),
    saturation: mean(all.map((h) => (Math.abs(h) > 0.9 ? 1 : 0))),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
