import { lineStartsOf, positionAt } from '../document-lines.ts';
import type { FileReport } from '../types.ts';
import type { PoemFormat, PoemsInDocument } from './format.ts';
import { jsonErrorOffset } from './json-error.ts';
import { elementsOf, endOfValue, membersOf, skipSpace, type ValueSpan } from './json-scan.ts';
import { fieldsOf, hasText } from './poem-record.ts';
import { poemsOfValues } from './poems-of-values.ts';

/** One JSON value: a list of poems, an object that holds such a list, or one poem. */
export const jsonFormat: PoemFormat = { name: 'JSON', extensions: ['.json'], read: readJson };

/** A JSON value a line. */
export const jsonLinesFormat: PoemFormat = {
  name: 'JSON lines',
  extensions: ['.jsonl', '.ndjson'],
  read: readJsonLines,
};

const lists = new Set(['poems', 'items', 'data', 'entries', 'results']);

/** So many broken lines are reported one by one. */
const mostLineReports = 5;

function readJson(document: string, file: string): PoemsInDocument {
  if (isJson(document)) {
    const values = valuesOf(document, skipSpace(document, 0));
    return poemsOfValues(document, file, lineStartsOf(document), values);
  }
  const lines = readLines(document);
  if (lines.values.length > lines.broken.length) return poemsOfLines(document, file, lines);
  return { poems: [], reports: [{ file, message: brokenMessage(document) }] };
}

function readJsonLines(document: string, file: string): PoemsInDocument {
  const lines = readLines(document);
  const isOneValue = lines.broken.length > 0 && isJson(document);
  return isOneValue ? readJson(document, file) : poemsOfLines(document, file, lines);
}

function isJson(document: string): boolean {
  try {
    JSON.parse(document);
    return true;
  } catch {
    return false;
  }
}

function brokenMessage(document: string): string {
  if (document.trim() === '') return 'is empty: write poems in it, or remove it.';
  const { line } = positionAt(lineStartsOf(document), jsonErrorOffset(document) ?? 0);
  return `is not valid JSON (line ${line + 1}): correct it, or remove the file.`;
}

/** The values that may be poems: the elements of an array, of an object's list of poems, or the object itself. */
function valuesOf(document: string, start: number): ValueSpan[] {
  if (document[start] === '[') return Array.from(elementsOf(document, start));
  const value: ValueSpan = [start, endOfValue(document, start)];
  if (document[start] !== '{' || hasText(document, fieldsOf(document, start))) return [value];
  for (const [name, [listStart]] of membersOf(document, start))
    if (lists.has(name.toLowerCase()) && document[listStart] === '[')
      return Array.from(elementsOf(document, listStart));
  return [value];
}

interface ReadLines {
  values: ValueSpan[];
  /** Numbers of lines that are no JSON, from 1. */
  broken: number[];
}

function readLines(document: string): ReadLines {
  const lines: ReadLines = { values: [], broken: [] };
  let number = 0;
  for (let start = 0; start < document.length;) {
    const found = document.indexOf('\n', start);
    const end = found < 0 ? document.length : found;
    const line = document.slice(start, end);
    number++;
    if (line.trim() !== '') {
      if (isJson(line)) for (const value of valuesOf(document, skipSpace(document, start))) lines.values.push(value);
      else lines.broken.push(number);
    }
    start = end + 1;
  }
  return lines;
}

function poemsOfLines(document: string, file: string, { values, broken }: ReadLines): PoemsInDocument {
  const reports: FileReport[] = broken
    .slice(0, mostLineReports)
    .map((line) => ({ file, message: `line ${line} is not valid JSON and was left out: correct it.` }));
  if (broken.length > mostLineReports)
    reports.push({ file, message: `${broken.length - mostLineReports} more lines are not valid JSON: correct them.` });
  if (values.length === 0 && broken.length > 0) return { poems: [], reports };
  const read = poemsOfValues(document, file, lineStartsOf(document), values);
  return { poems: read.poems, reports: [...reports, ...read.reports] };
}
