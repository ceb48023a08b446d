import type { FoundVectors } from './found-vectors.ts';

/** Takes the rows of one vector file, block by block, and keeps the vectors of the wanted words. */
export interface RowParser {
  /**
   * Takes the whole rows in `bytes[start, end)` and returns where the first row begins that is not whole; everything when
   * `last`, for then the file ends here.
   */
  take(bytes: Buffer, start: number, end: number, last: boolean): number;
  /** What was found. Throws an Error that says what is wrong when the file as a whole is of no use. */
  finish(): { found: FoundVectors; problems: readonly string[] };
}

/** No row of a vector file is longer: 4,096 numbers of 32 characters. */
export const longestRow = 1 << 17;
export const mostNumbers = 4096;
