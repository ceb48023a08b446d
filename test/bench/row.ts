import type { Verdict } from './verdict.ts';

/** A row of the speed table, or what stands beside one, that can be measured by its name. */
export interface Row {
  name: string;
  /** `corpus` is a folder of poems; `rounds`, where a row can be measured in fewer, how often each side has its turn. */
  measure(corpus: string, rounds?: number): Promise<RowOutcome>;
}

export interface RowOutcome {
  /** What was measured, then a line for each figure. */
  lines: string[];
  /** The same for programs. */
  figures: unknown;
  verdicts: Verdict[];
}
