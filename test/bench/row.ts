import type { Verdict } from './verdict.ts';

/** A row of the speed table, or what stands beside one, that can be measured by its name. */
export interface Row {
  name: string;
  /** `corpus` is a folder of poems. */
  measure(corpus: string, options: RowOptions): Promise<RowOutcome>;
}

export interface RowOptions {
  /** Where a row can be measured in fewer: how often each side has its turn. */
  rounds?: number;
  /** Leaves out what stands beside a row and takes long: another program's turn, sizes beyond the table's. */
  short?: boolean;
  /** A folder whose `node_modules` has packages of GPU engines. */
  packages?: string;
}

export interface RowOutcome {
  /** What was measured, then a line for each figure. */
  lines: string[];
  /** The same for programs. */
  figures: unknown;
  verdicts: Verdict[];
}
