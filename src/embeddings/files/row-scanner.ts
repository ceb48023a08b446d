import { longestRow, mostNumbers } from './row-parser.ts';
import type { WantedTable } from './wanted-words.ts';

/** A row of a wanted word, by its place in the bytes that were looked through. */
export interface ScannedRow {
  /** Counted from 1 where the search began. */
  line: number;
  start: number;
  wordEnd: number;
  /** Without the line break. */
  end: number;
  /** The word's index. */
  word: number;
}

/** What of the reading of text has to be done with every byte, by the kernels of row-kernels. */
export interface RowScanner {
  /** Where bytes have to lie to be looked through: `longestRow` bytes, and then a block of a file. */
  buffers: readonly Buffer[];
  /**
   * Looks through whole lines in `bytes[start, end)`, bytes of a buffer, and calls `found` for each row of a wanted word.
   * Stops before a line longer than `longestRow`. Returns how many lines those were, and where the next begins.
   */
  findRows(bytes: Buffer, start: number, end: number, found: (row: ScannedRow) => void): { lines: number; end: number };
  /**
   * The numbers of a row, `bytes[start, end)` behind its word; valid until the next call. Undefined when it holds anything
   * else than `count` short decimal numbers: what it is then is for `parseDecimals` to say.
   */
  parseRow(bytes: Buffer, start: number, end: number, count: number): Float32Array | undefined;
}

/** The kernels, as the module exports them: addresses are bytes in the memory. */
interface RowKernels {
  heapBase(): number;
  useWords(slots: number, slotCount: number, hashes: number, starts: number, text: number): void;
  findRows(start: number, end: number, longest: number, most: number, result: number): number;
  parseRow(start: number, end: number, to: number, count: number): number;
}

/** So many rows are found at a time. */
const rowsAtOnce = 256;
const factsOfRow = 5;
/** The kernels read so many bytes at a time, and may read so many past the last one. */
const readPast = 64;
const pageBytes = 1 << 16;

/** A scanner for these words, of `compileRowKernels`, with `blocks` buffers for blocks of `blockSize` bytes. */
export function createRowScanner(
  module: WebAssembly.Module,
  table: WantedTable,
  blocks: number,
  blockSize: number,
): RowScanner {
  const bufferBytes = longestRow + blockSize + readPast;
  const parts = [table.slots, table.hashes, table.starts, table.text];
  const tableBytes = parts.reduce((sum, { byteLength }) => sum + byteLength + 16, 0);
  const bytes = pageBytes + tableBytes + (2 + factsOfRow * rowsAtOnce + mostNumbers) * 4 + blocks * (bufferBytes + 16);
  const pages = Math.ceil(bytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as RowKernels;

  let free = kernels.heapBase();
  const take = (size: number): number => {
    const at = Math.ceil(free / 16) * 16;
    free = at + size;
    return at;
  };
  const [slots, hashes, starts, text] = parts.map((part) => {
    const at = take(part.byteLength);
    new Uint8Array(memory.buffer, at).set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    return at;
  }) as [number, number, number, number];
  kernels.useWords(slots, table.slots.length, hashes, starts, text);
  const result = new Int32Array(memory.buffer, take((2 + factsOfRow * rowsAtOnce) * 4), 2 + factsOfRow * rowsAtOnce);
  const numbers = new Float32Array(memory.buffer, take(mostNumbers * 4), mostNumbers);

  return {
    buffers: Array.from({ length: blocks }, () => Buffer.from(memory.buffer, take(bufferBytes), bufferBytes)),
    findRows: (bytes, start, end, found) => {
      const base = bytes.byteOffset;
      let lines = 0;
      for (let at = start; ;) {
        at = kernels.findRows(base + at, base + end, longestRow, rowsAtOnce, result.byteOffset) - base;
        const rows = result[1]!;
        for (let row = 0, i = 2; row < rows; row++, i += factsOfRow)
          found({
            line: lines + result[i]!,
            start: result[i + 1]! - base,
            wordEnd: result[i + 2]! - base,
            end: result[i + 3]! - base,
            word: result[i + 4]!,
          });
        lines += result[0]!;
        if (rows < rowsAtOnce) return { lines, end: at };
      }
    },
    parseRow: (bytes, start, end, count) => {
      const { byteOffset } = bytes;
      return kernels.parseRow(byteOffset + start, byteOffset + end, numbers.byteOffset, count) !== 0
        ? numbers.subarray(0, count)
        : undefined;
    },
  };
}
