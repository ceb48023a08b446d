/** Of repeated timings, in the unit of the times. */
export interface Summary {
  median: number;
  best: number;
  /** Distance between the quartiles. */
  spread: number;
}

export function summarize(times: readonly number[]): Summary {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { median: at(0.5), best: at(0), spread: at(0.75) - at(0.25) };
}

/** "median / best / spread". */
export function summaryText({ median, best, spread }: Summary, digits = 1): string {
  return [median, best, spread].map((value) => value.toFixed(digits)).join(' / ');
}
