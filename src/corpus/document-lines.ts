import type { SourcePosition } from './types.ts';

/** Offsets at which the lines of a document start; lines end as in VS Code, at `\r\n`, `\n` or `\r`. */
export function lineStartsOf(document: string): Int32Array {
  const starts = [0];
  for (let i = 0; i < document.length; i++) {
    const code = document.charCodeAt(i);
    if (code === 13 && document.charCodeAt(i + 1) === 10) continue;
    if (code === 13 || code === 10) starts.push(i + 1);
  }
  return Int32Array.from(starts);
}

/** The line and character of an offset. An offset before the first line start is at the first line's beginning. */
export function positionAt(lineStarts: Int32Array, offset: number): SourcePosition {
  const line = Math.max(
    lastAtMost(lineStarts.length, (i) => lineStarts[i]!, offset),
    0,
  );
  return { line, character: Math.max(offset - (lineStarts[line] ?? 0), 0) };
}

/** Index of the last of `count` ascending values that is at most `limit`, or -1. */
export function lastAtMost(count: number, valueAt: (index: number) => number, limit: number): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (valueAt(middle) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
