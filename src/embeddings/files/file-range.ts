import { readSync } from 'node:fs';
import { longestRow } from './row-parser.ts';

export const blockSize = 1 << 19;
/** One is worked on, one holds the row before it. */
export const blockBuffers = 2;

/**
 * Reads the bytes [from, to) of an open file, block by block, into two buffers as `fileBlocks` does. `take` gets the bytes of
 * a block and before them those that it left of the one before: it returns where the first line begins that is not whole.
 * Returns where in the file the last such line begins.
 */
export function readRange(
  fd: number,
  buffers: readonly Buffer[],
  from: number,
  to: number,
  take: (buffer: Buffer, start: number, end: number) => number,
): number {
  let [buffer, other] = buffers as [Buffer, Buffer];
  let left = 0;
  let position = from;
  while (position < to) {
    const got = readSync(fd, buffer, longestRow, Math.min(blockSize, to - position), position);
    if (got === 0) break;
    position += got;
    const end = longestRow + got;
    const rest = take(buffer, longestRow - left, end);
    left = end - rest;
    buffer.copy(other, longestRow - left, rest, end);
    [buffer, other] = [other, buffer];
  }
  return position - left;
}
