import path from 'node:path';
import type { NeighbourPassage } from '../compute/find-neighbours.ts';
import { plainText, quoteVerse } from './plain-text.ts';

/** Passages for a person: how similar, poem and author, the beginning of the text, and where it stands. */
export function passageLines(passages: readonly NeighbourPassage[], corpusRoot: string): string[] {
  return passages.flatMap(({ similarity, poem, author, file, startLine, endLine, text }) => [
    `  ${similarity.toFixed(2)}  ${plainText(poem)}${author === '' ? '' : ` by ${plainText(author)}`}, lines ${startLine}-${endLine}`,
    `        ${quoteVerse(text, 96)}`,
    `        ${placeInFile(corpusRoot, file, startLine)}`,
  ]);
}

/** `file:line` as terminals and editors make it a link, relative where that is shorter. */
export function placeInFile(corpusRoot: string, file: string, line: number): string {
  const absolute = path.join(corpusRoot, file);
  return plainText(`${shortPath(absolute)}:${line}`);
}

/** Relative to the current folder where that does not lead out of it. */
export function shortPath(absolute: string): string {
  const relative = path.relative(process.cwd(), absolute);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? absolute : relative;
}
