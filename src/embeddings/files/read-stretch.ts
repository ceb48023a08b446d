import { readRange } from './file-range.ts';
import { readPlainRow } from './plain-row.ts';
import { longestRow } from './row-parser.ts';
import type { RowScanner } from './row-scanner.ts';

/** What the lines hold that lie whole in a stretch of a text file. */
export interface StretchRows {
  /** Where in the file the first of them begins, and where the line behind the last. */
  start: number;
  end: number;
  lines: number;
  /** The wanted rows' words; -1 where the same word stands in an earlier row. */
  words: Int32Array;
  /** [rows whose word is not -1, numbers] */
  vectors: Float32Array;
}

const lineFeed = 0x0a;
const rowsAtFirst = 128;
/** Kept between stretches, so that only what a stretch holds is memory of its own. */
let scratch = new Float32Array(0);

/**
 * Reads the lines between the first line break in the bytes [from - 1, to) of a file and the last, without a word of what
 * stands before them. Undefined when that takes more than reading plain rows: then they have to be read in their order.
 */
export function readStretch(
  fd: number,
  scanner: RowScanner,
  dimension: number,
  from: number,
  to: number,
): StretchRows | undefined {
  let start = -1;
  let lines = 0;
  let isPlain = true;
  const words: number[] = [];
  const met = new Set<number>();
  if (scratch.length < rowsAtFirst * dimension) scratch = new Float32Array(rowsAtFirst * dimension);

  const end = readRange(fd, scanner.buffers, from - 1, to, (bytes, blockStart, blockEnd) => {
    let at = blockStart;
    if (start < 0) {
      at = bytes.subarray(0, blockEnd).indexOf(lineFeed, at) + 1;
      if (at === 0) isPlain = false;
      start = from - 1 + at - blockStart;
    }
    if (!isPlain) return blockEnd;
    const scanned = scanner.findRows(bytes, at, blockEnd, (row) => {
      const offset = met.size * dimension;
      if (offset + dimension > scratch.length) {
        const more = new Float32Array(2 * scratch.length);
        more.set(scratch);
        scratch = more;
      }
      isPlain &&= readPlainRow(scanner, bytes, row.wordEnd, row.end, scratch, offset, dimension);
      words.push(met.has(row.word) ? -1 : row.word);
      met.add(row.word);
    });
    lines += scanned.lines;
    if (blockEnd - scanned.end > longestRow) isPlain = false;
    return isPlain ? scanned.end : blockEnd;
  });
  if (!isPlain || start < 0) return undefined;
  return {
    ...{ start, end, lines },
    words: Int32Array.from(words),
    vectors: scratch.slice(0, met.size * dimension),
  };
}
