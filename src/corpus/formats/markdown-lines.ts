import { endOfLine, nextLine } from './head.ts';

/** A line of a Markdown document; [start, end) is what it says, without its line break and quotation prefix. */
export type MarkdownLine = { start: number; end: number } & (
  | { kind: 'verse'; /** In a code block marks are letters like others. */ literal: boolean }
  | { kind: 'blank' }
  | { kind: 'heading'; level: number; title: string }
);

const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const underline = /^ {0,3}={3,}[ \t]*$/;
const rule = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const codeFence = /^ {0,3}(?:```|~~~)/;
const quotation = /^ {0,3}(?:> ?)+/;
/** Nothing but verse is longer: it need not be looked at. */
const longestMarkup = 500;

/** The lines of a document from `start` on. Rules, comments and the fences of code blocks count as blank. */
export function blocksOf(document: string, start: number): MarkdownLine[] {
  const lines: MarkdownLine[] = [];
  let fenced = false;
  let commented = false;
  for (let at = start; at < document.length;) {
    const end = endOfLine(document, at, document.length);
    const prefix = fenced ? 0 : (quotation.exec(document.slice(at, Math.min(end, at + 20)))?.[0].length ?? 0);
    const from = Math.min(at + prefix, end);
    const line = document.slice(from, Math.min(end, from + longestMarkup));
    const span = { start: from, end };
    const short = end - from < longestMarkup;
    if (commented || (!fenced && line.trimStart().startsWith('<!--'))) {
      commented = !document.slice(from, end).includes('-->');
      lines.push({ ...span, kind: 'blank' });
    } else if (short && codeFence.test(line)) {
      fenced = !fenced;
      lines.push({ ...span, kind: 'blank' });
    } else if (short && line.trim() === '') lines.push({ ...span, kind: 'blank' });
    else if (fenced || !short) lines.push({ ...span, kind: 'verse', literal: fenced });
    else if (!underlineHeading(document, line, lines)) lines.push(lineOf(line, span));
    at = nextLine(document, end, document.length);
  }
  return lines;
}

function lineOf(line: string, span: { start: number; end: number }): MarkdownLine {
  const match = heading.exec(line);
  if (match) return { ...span, kind: 'heading', level: match[1]!.length, title: match[2] ?? '' };
  if (rule.test(line)) return { ...span, kind: 'blank' };
  return { ...span, kind: 'verse', literal: false };
}

/** A line of `===` makes a heading of the single line above it. */
function underlineHeading(document: string, line: string, lines: MarkdownLine[]): boolean {
  if (!underline.test(line)) return false;
  const above = lines.at(-1);
  const before = lines.at(-2);
  if (above?.kind !== 'verse' || above.end - above.start > longestMarkup || before?.kind === 'verse') return false;
  const { start, end } = above;
  lines[lines.length - 1] = { start, end, kind: 'heading', level: 1, title: document.slice(start, end).trim() };
  return true;
}
