import type { SourceText } from '../source-map.ts';
import type { ValueSpan } from './json-scan.ts';

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Appends what a JSON string says, each character mapped to where it stands in the document, escaped or not. */
export function copyString(document: string, [start, end]: ValueSpan, into: SourceText): void {
  const first = start + 1;
  const raw = document.slice(first, end - 1);
  let copied = 0;
  for (let i = raw.indexOf('\\'); i >= 0; i = raw.indexOf('\\', copied)) {
    into.copy(first + copied, first + i);
    const letter = raw[i + 1]!;
    const width = letter === 'u' ? 6 : 2;
    const character =
      letter === 'u' ? String.fromCharCode(parseInt(raw.slice(i + 2, i + 6), 16)) : (escapes[letter] ?? letter);
    into.replace(character, first + i, first + i + width);
    copied = i + width;
  }
  into.copy(first + copied, end - 1);
}
