/** A figure beside its bound of the speed table. */
export interface Verdict {
  what: string;
  /** NaN where it could not be measured. */
  value: number;
  unit: string;
  bound: number;
  /** Whether the bound is the least or the most that the figure may be. */
  side: 'least' | 'most';
  /** What it was measured with, or why it was not. */
  note?: string;
}

/** Null where the figure is missing. */
export function holds({ value, bound, side }: Verdict): boolean | null {
  if (!Number.isFinite(value)) return null;
  return side === 'least' ? value >= bound : value <= bound;
}

/** One line: "holds    one training step, 1 thread: 3.1 times, at least 2 (…)". */
export function verdictLine(verdict: Verdict): string {
  const { what, value, unit, bound, side, note } = verdict;
  const held = holds(verdict);
  const word = held === null ? 'missing' : held ? 'holds' : 'MISSED';
  const figure = held === null ? 'not measured' : `${figureOf(value)} ${unit}`;
  return `${word.padEnd(8)} ${what}: ${figure}, at ${side} ${figureOf(bound)}${note === undefined ? '' : ` (${note})`}`;
}

/** Three digits; large numbers in groups. */
export function figureOf(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB');
  return String(Number(value.toPrecision(3)));
}
