import { cleanName } from '../names.ts';

/** What the lines at the head of a poem say of it. */
export interface PoemHead {
  title: string;
  author: string;
  /** Offset behind the head. */
  end: number;
}

const headLine = /^[ \t]*(title|author|poet|date|year|source|url|publisher|translator|language)[ \t]*:[ \t]*(.*)$/i;

/**
 * Reads `Title:` and `Author:` lines, and others of their kind that stand with them, from `start` on. A line such as
 * `Date: …` alone is verse.
 */
export function readHead(document: string, start: number, end: number): PoemHead {
  const head: PoemHead = { title: '', author: '', end: start };
  let at = start;
  while (at < end) {
    const lineEnd = endOfLine(document, at, end);
    const line = document.slice(at, Math.min(lineEnd, at + 1000));
    const match = headLine.exec(line);
    if (!match && line.trim() !== '') break;
    if (!match && head.end > start) break;
    at = nextLine(document, lineEnd, end);
    if (!match) continue;
    const [, key = '', value = ''] = match;
    if (/^title$/i.test(key)) head.title ||= cleanName(value);
    else if (/^(?:author|poet)$/i.test(key)) head.author ||= cleanName(value);
    else if (head.title === '' && head.author === '') break;
    head.end = at;
  }
  return head;
}

/** Offset of the line break that ends the line at `offset`, or `end`. */
export function endOfLine(document: string, offset: number, end: number): number {
  for (let i = offset; i < end; i++) {
    const code = document.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return end;
}

/** Offset behind the line break at `lineEnd`. */
export function nextLine(document: string, lineEnd: number, end: number): number {
  if (lineEnd >= end) return end;
  return Math.min(end, lineEnd + (document.startsWith('\r\n', lineEnd) ? 2 : 1));
}
