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
const rowsAtFirst = 64;

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
  let vectors = new Float32Array(rowsAtFirst * dimension);

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
      if (offset === vectors.length) {
        const more = new Float32Array(2 * vectors.length);
        more.set(vectors);
        vectors = more;
      }
      isPlain &&= readPlainRow(scanner, bytes, row.wordEnd, row.end, vectors, offset, dimension);
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
    vectors: vectors.slice(0, met.size * dimension),
  };
}
