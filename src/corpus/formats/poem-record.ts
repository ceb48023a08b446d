import { cleanName } from '../names.ts';
import { createSourceText, type SourceText } from '../source-map.ts';
import { elementsOf, membersOf, type ValueSpan } from './json-scan.ts';
import { copyString } from './json-string.ts';

/** What a JSON object says of a poem: its text put together from the document, empty where it has none. */
export interface PoemRecord {
  title: string;
  author: string;
  text: SourceText;
}

const textFields = ['text', 'content', 'poem', 'lines', 'body', 'verse'];
const titleFields = ['title', 'name', 'heading'];
const authorFields = ['author', 'poet', 'writer'];

/** The values of an object that begins at `start`, by lower-case names; as in `JSON.parse`, the last of a name counts. */
export function fieldsOf(document: string, start: number): Map<string, ValueSpan> {
  const fields = new Map<string, ValueSpan>();
  for (const [name, value] of membersOf(document, start)) fields.set(name.toLowerCase(), value);
  return fields;
}

/** Whether the object has a field that a poem's text may be in. */
export function hasText(document: string, fields: ReadonlyMap<string, ValueSpan>): boolean {
  return textSpan(document, fields) !== undefined;
}

export function readRecord(document: string, fields: ReadonlyMap<string, ValueSpan>): PoemRecord {
  const text = createSourceText(document);
  const span = textSpan(document, fields);
  if (span) copyLines(document, span, text);
  return { title: nameIn(document, fields, titleFields), author: nameIn(document, fields, authorFields), text };
}

/** Appends a string as a new line of the text, behind the line that stands at `previous`; `gap` parts the two. */
export function copyLine(
  document: string,
  value: ValueSpan,
  text: SourceText,
  previous: ValueSpan | undefined,
  gap = '\n',
): void {
  if (previous) text.replace(gap, previous[1] - 1, value[0] + 1);
  copyString(document, value, text);
}

function textSpan(document: string, fields: ReadonlyMap<string, ValueSpan>): ValueSpan | undefined {
  for (const name of textFields) {
    const span = fields.get(name);
    if (span && (document[span[0]] === '"' || (document[span[0]] === '[' && holdsLines(document, span)))) return span;
  }
  return undefined;
}

function holdsLines(document: string, [start]: ValueSpan): boolean {
  for (const [element] of elementsOf(document, start)) return document[element] === '"' || document[element] === '[';
  return false;
}

/** A string; an array of strings, a line each; or an array of such arrays, a stanza each. */
function copyLines(document: string, span: ValueSpan, text: SourceText): void {
  if (document[span[0]] === '"') return copyString(document, span, text);
  let previous: ValueSpan | undefined;
  for (const element of elementsOf(document, span[0])) {
    const stanza = document[element[0]] === '[';
    let first = stanza;
    for (const line of stanza ? elementsOf(document, element[0]) : [element]) {
      if (document[line[0]] !== '"') continue;
      copyLine(document, line, text, previous, first ? '\n\n' : '\n');
      previous = line;
      first = false;
    }
  }
}

function nameIn(document: string, fields: ReadonlyMap<string, ValueSpan>, names: readonly string[]): string {
  for (const name of names) {
    const span = fields.get(name);
    const text = span ? nameOf(document, span) : '';
    if (text !== '') return text;
  }
  return '';
}

/** A string or number; an array of them is joined, of an object its name is taken. */
function nameOf(document: string, [start, end]: ValueSpan): string {
  const first = document[start];
  if (first === '[') {
    const names = Array.from(elementsOf(document, start), ([from, to]) =>
      /["\d]/.test(document[from]!) ? nameOf(document, [from, to]) : '',
    );
    return cleanName(names.filter((name) => name !== '').join(', '));
  }
  if (first === '{') {
    const span = fieldsOf(document, start).get('name');
    return span && document[span[0]] === '"' ? nameOf(document, span) : '';
  }
  return first === '"' || /[-\d]/.test(first!) ? cleanName(String(JSON.parse(document.slice(start, end)))) : '';
}
