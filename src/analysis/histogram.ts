/** Bins of one width for several sets of numbers; bin i holds start + i x step up to, but without, the next. */
export interface Histogram {
  start: number;
  step: number;
  /** For each set, how many of its numbers are in each bin. */
  counts: number[][];
}

/**
 * Sets of finite numbers in about `bins` bins whose borders are round numbers: multiples of 1, 2 or 5 times a power of
 * ten. Nothing is left out: the first bin holds the least number, the last one the greatest.
 */
export function histogram(sets: readonly ArrayLike<number>[], bins: number): Histogram {
  let [least, most] = [Infinity, -Infinity];
  for (const set of sets)
    for (let i = 0; i < set.length; i++) {
      least = Math.min(least, set[i]!);
      most = Math.max(most, set[i]!);
    }
  if (!(least <= most)) return { start: 0, step: 1, counts: sets.map(() => []) };
  const step = roundStep((most - least) / bins || Math.abs(least) / bins || 1 / bins);
  // Counted in whole steps, so that a number on a border falls on the same side in every set.
  const first = Math.floor(least / step);
  const count = Math.floor(most / step) - first + 1;
  const counts = sets.map((set) => {
    const found = new Array<number>(count).fill(0);
    for (let i = 0; i < set.length; i++) found[Math.floor(set[i]! / step) - first]!++;
    return found;
  });
  return { start: first * step, step, counts };
}

/** The least of 1, 2 and 5 times a power of ten that is not less. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5].find((factor) => factor * power >= step * (1 - 1e-9)) ?? 10) * power;
}

/** NaN for no numbers. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
