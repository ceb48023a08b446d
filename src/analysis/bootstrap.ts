/** 95% of the resamples lie within, both ends included. */
export interface Interval {
  low: number;
  high: number;
}

/** A figure with what it could have been on other poems of the kind. */
export interface Estimate {
  value: number;
  interval: Interval | null;
}

/** Draws of groups with replacement: the same draws for every figure, so that differences are paired. */
export interface Resampling {
  /**
   * The percentile interval (Efron 1979) of a statistic of how often each group was drawn, [groups]. Draws of which it
   * cannot be told (NaN) are left out. Null for fewer than two groups, which do not tell how much groups differ, and
   * where no draw tells it.
   */
  interval(statistic: (times: Float64Array) => number): Interval | null;
  /** The statistic with every group once, and its interval. */
  estimate(statistic: (times: Float64Array) => number): Estimate;
}

const defaultResamples = 1000;
const outside = 0.025;

/** `groups` are what was sampled: poems, not their chunks, which resemble one another. */
export function resampleGroups(
  groups: number,
  random: { integer(bound: number): number },
  resamples = defaultResamples,
): Resampling {
  const draws = Array.from({ length: groups < 2 ? 0 : resamples }, () => {
    const times = new Float64Array(groups);
    for (let i = 0; i < groups; i++) times[random.integer(groups)]! += 1;
    return times;
  });
  const interval: Resampling['interval'] = (statistic) => {
    const values = draws.map(statistic).filter((value) => !Number.isNaN(value));
    if (values.length === 0) return null;
    values.sort((a, b) => a - b);
    return { low: quantile(values, outside), high: quantile(values, 1 - outside) };
  };
  return {
    interval,
    estimate: (statistic) => ({ value: statistic(new Float64Array(groups).fill(1)), interval: interval(statistic) }),
  };
}

/** Of sorted values, at least one, linear between them. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (place - below) * (high - low);
}

/** `sum(times x numerators) / sum(times x denominators)`: a mean over the members of groups; NaN where there are none. */
export function pooledRatio(numerators: ArrayLike<number>, denominators: ArrayLike<number>) {
  return (times: Float64Array): number => {
    let [above, below] = [0, 0];
    for (let group = 0; group < times.length; group++) {
      above += times[group]! * numerators[group]!;
      below += times[group]! * denominators[group]!;
    }
    return below === 0 ? Number.NaN : above / below;
  };
}
