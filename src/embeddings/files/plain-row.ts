import { parseDecimals, type Stop } from './decimal.ts';
import type { RowScanner } from './row-scanner.ts';

const stop: Stop = { at: 0 };

/**
 * Reads a row, `bytes[wordEnd, end)` behind its word, into `into[offset, offset + count)` when it is plain: `count` numbers
 * and nothing else. Otherwise false, and what was written means nothing.
 */
export function readPlainRow(
  scanner: RowScanner,
  bytes: Buffer,
  wordEnd: number,
  end: number,
  into: Float32Array,
  offset: number,
  count: number,
): boolean {
  const numbers = scanner.parseRow(bytes, wordEnd, end, count);
  if (numbers) into.set(numbers, offset);
  return (
    numbers !== undefined || (parseDecimals(bytes, wordEnd, end, into, offset, count, stop) === count && stop.at >= end)
  );
}
