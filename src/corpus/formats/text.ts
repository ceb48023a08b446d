import { lineStartsOf } from '../document-lines.ts';
import { authorFromFile, fallbackTitle } from '../names.ts';
import type { PoemFormat, PoemsInDocument } from './format.ts';
import { readHead } from './head.ts';

/** A line that parts two poems. */
const separator = /^(?:\*\*\*|---)$/;

/** Plain text: one poem, or several with a line of `***` or `---` between them, each with a `Title:`/`Author:` head or without. */
export const textFormat: PoemFormat = { name: 'text', extensions: ['.txt', '.poem'], read: readText };

function readText(document: string, file: string): PoemsInDocument {
  const lineStarts = lineStartsOf(document);
  const found = partsOf(document, lineStarts).flatMap(([start, end]) => {
    const head = readHead(document, start, end);
    const text = document.slice(head.end, end);
    const trimmed = text.trim();
    if (trimmed === '') return [];
    const at = head.end + text.length - text.trimStart().length;
    return [{ ...head, text: trimmed, sourceMap: [[0, at]] as const }];
  });
  const poems = found.map(({ title, author, text, sourceMap }, index) => ({
    file,
    title: title || fallbackTitle(file, index, found.length),
    author: author || authorFromFile(file),
    text,
    sourceMap,
    lineStarts,
  }));
  const reports = poems.length > 0 ? [] : [{ file, message: 'holds no text: write a poem in it, or remove it.' }];
  return { poems, reports };
}

/** The document's parts between separators, [start, end) each. */
function partsOf(document: string, lineStarts: Int32Array): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = [];
  let start = 0;
  lineStarts.forEach((lineStart, line) => {
    const lineEnd = lineStarts[line + 1] ?? document.length;
    const first = document[lineStart];
    // Few lines begin so: the rest need not be cut out.
    if (first !== '*' && first !== '-' && first !== ' ' && first !== '\t') return;
    if (lineEnd - lineStart > 200 || !separator.test(document.slice(lineStart, lineEnd).trim())) return;
    parts.push([start, lineStart]);
    start = lineEnd;
  });
  parts.push([start, document.length]);
  return parts;
}
