import { authorFromFile, fallbackTitle } from '../names.ts';
import { createSourceText, trimSource, type SourceText } from '../source-map.ts';
import type { PoemsInDocument } from './format.ts';
import type { ValueSpan } from './json-scan.ts';
import { copyLine, fieldsOf, readRecord, type PoemRecord } from './poem-record.ts';
import { copyString } from './json-string.ts';

/**
 * The poems of a document's JSON values. Objects of the Gutenberg poetry corpus (`{"s": line, "gid": work}`) are lines:
 * those of one work are one poem, which stands where its first line does. A string is a poem when it has several lines.
 */
export function poemsOfValues(
  document: string,
  file: string,
  lineStarts: Int32Array,
  values: readonly ValueSpan[],
): PoemsInDocument {
  const records: PoemRecord[] = [];
  const works = new Map<string, { text: SourceText; previous: ValueSpan }>();
  for (const value of values) {
    const first = document[value[0]];
    if (first === '"' && document.slice(value[0], value[1]).includes('\\n')) {
      const text = createSourceText(document);
      copyString(document, value, text);
      records.push({ title: '', author: '', text });
    }
    if (first !== '{') continue;
    const fields = fieldsOf(document, value[0]);
    const line = fields.get('s');
    const id = fields.get('gid');
    if (!line || !id || document[line[0]] !== '"') {
      records.push(readRecord(document, fields));
      continue;
    }
    const gid = document.slice(...id).replaceAll('"', '');
    const work = works.get(gid);
    const text = work?.text ?? createSourceText(document);
    copyLine(document, line, text, work?.previous);
    if (work) work.previous = line;
    else {
      works.set(gid, { text, previous: line });
      records.push({ title: `Gutenberg ${gid}`, author: '', text });
    }
  }

  const poems = records.flatMap((record, index) => {
    const { text, sourceMap } = record.text.finish();
    const trimmed = trimSource(text, sourceMap);
    if (trimmed.text === '') return [];
    const title = record.title || fallbackTitle(file, index, records.length);
    return [{ file, title, author: record.author || authorFromFile(file), ...trimmed, lineStarts }];
  });
  return { poems, reports: reportsOf(file, poems.length, records.length) };
}

function reportsOf(file: string, poems: number, records: number): PoemsInDocument['reports'] {
  if (poems === 0)
    return [{ file, message: 'holds no poems: give each poem a field "text" (or "lines"), or remove the file.' }];
  const empty = records - poems;
  if (empty === 0) return [];
  return [{ file, message: `${empty} of ${records} entries have no text: give them a field "text" (or "lines").` }];
}
