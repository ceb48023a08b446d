import { setImmediate } from 'node:timers/promises';
import { readRange } from './file-range.ts';
import { readStretch, type StretchRows } from './read-stretch.ts';
import type { RowScanner } from './row-scanner.ts';
import type { Stretch, StretchFile, StretchThreads } from './stretch-threads.ts';
import type { TextParser } from './text-rows.ts';

export interface StretchOptions {
  stretchBytes: number;
  signal?: AbortSignal;
  /** Called with where in the file all before has been taken. */
  onPosition?(position: number): void;
}

/** Stretches that may be read before the first of them is taken: what they hold waits in memory. */
const mostAhead = 16;

/**
 * Hands the lines of a text file from `from` on, where a line begins, to the parser in their order, as many as whole
 * stretches hold, while other threads and this one read them. What comes out is the same for any number of threads: they only
 * read plain rows, and all else is read here in its order. `fd` is the file, open. Returns where the first line begins that was not taken.
 */
export async function takeStretches(
  fd: number,
  file: StretchFile,
  from: number,
  size: number,
  parser: TextParser,
  scanner: RowScanner,
  threads: StretchThreads,
  { stretchBytes, signal, onPosition }: StretchOptions,
): Promise<number> {
  const count = Math.floor((size - from) / stretchBytes);
  const stretchOf = (which: number): Stretch => {
    return { which, from: from + which * stretchBytes, to: from + (which + 1) * stretchBytes };
  };
  const read = new Map<number, StretchRows | undefined>();
  let position = from;
  let taken = 0;
  let next = 0;
  const nextStretch = (): number | undefined => (next < Math.min(count, taken + mostAhead) ? next++ : undefined);

  const takeInOrder = (to: number): void => {
    position = readRange(fd, scanner.buffers, position, to, (bytes, start, end) =>
      parser.take(bytes, start, end, false),
    );
  };
  const takeStretch = (rows: StretchRows | undefined, to: number): void => {
    // The line that two stretches share is read here.
    if (rows && rows.start > position) takeInOrder(rows.start);
    if (rows?.start === position) {
      parser.takeRows(rows);
      position = rows.end;
    } else takeInOrder(to);
  };
  /** Nobody is waited for: what is left is begun from its end, where no thread is yet. */
  const stretchForThis = (): number => {
    let which = nextStretch();
    if (which !== undefined) return which;
    for (which = next - 1; which > taken && read.has(which); which--);
    return which;
  };

  threads.begin(file, (which, rows) => {
    if (which >= taken && !read.has(which)) read.set(which, rows);
  });
  while (taken < count) {
    signal?.throwIfAborted();
    threads.feed(() => {
      const which = nextStretch();
      return which === undefined ? undefined : stretchOf(which);
    });
    if (read.has(taken)) {
      takeStretch(read.get(taken), stretchOf(taken).to);
      read.delete(taken++);
      onPosition?.(position);
    } else {
      const which = stretchForThis();
      const stretch = stretchOf(which);
      read.set(which, readStretch(fd, scanner, file.dimension, stretch.from, stretch.to));
    }
    // Answers come in between, and a wish to stop.
    await setImmediate();
  }
  return position;
}
