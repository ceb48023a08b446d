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

/**
 * One number for each line of a document, by what stands in it but for white space around it (FNV-1a, 32 bits): tells
 * the same line again after other lines were added or taken away. A line without anything has the number `emptyLine`.
 */
export function lineHashesOf(document: string, lineStarts: Int32Array = lineStartsOf(document)): Int32Array {
  return lineStarts.map((start, line) => hashOf(document, start, lineStarts[line + 1] ?? document.length));
}

const offsetBasis = 0x811c9dc5 | 0;
export const emptyLine = offsetBasis;

function hashOf(text: string, start: number, end: number): number {
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  let hash = offsetBasis;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}
