import { skipSpace } from './json-scan.ts';

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const keyword = /true|false|null/y;

/**
 * Offset of the first character that makes a document no JSON (RFC 8259), or undefined when it is JSON: the messages of
 * `JSON.parse` do not always tell. Does not recurse.
 */
export function jsonErrorOffset(document: string): number | undefined {
  const open: string[] = [];
  let expected: 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing' = 'value';
  let i = skipSpace(document, 0);
  for (; i < document.length; i = skipSpace(document, i)) {
    const character = document[i]!;
    const mayEnd = expected.endsWith('end') && character === (open.at(-1) === '{' ? '}' : ']');
    if (mayEnd && open.length > 0) {
      i++;
      open.pop();
      expected = open.length > 0 ? 'comma or end' : 'nothing';
    } else if (expected === 'colon' || expected === 'comma or end') {
      if (character !== (expected === 'colon' ? ':' : ',')) return i;
      i++;
      expected = expected === 'comma or end' && open.at(-1) === '{' ? 'name' : 'value';
    } else if (expected === 'name' || expected === 'name or end') {
      const end = character === '"' ? endOfString(document, i) : -1;
      if (end < 0) return i;
      i = end;
      expected = 'colon';
    } else if (expected === 'nothing') {
      return i;
    } else if (character === '{' || character === '[') {
      i++;
      open.push(character);
      expected = character === '{' ? 'name or end' : 'value or end';
    } else {
      const end = character === '"' ? endOfString(document, i) : endOfScalar(document, i);
      if (end < 0) return i;
      i = end;
      expected = open.length > 0 ? 'comma or end' : 'nothing';
    }
  }
  return expected === 'nothing' ? undefined : document.length;
}

/** Offset behind the string that begins at `start`, or -1 when it is not valid. */
function endOfString(document: string, start: number): number {
  for (let i = start + 1; i < document.length; i++) {
    const code = document.charCodeAt(i);
    if (code === 34) return i + 1;
    if (code < 32) return -1;
    if (code !== 92) continue;
    const escape = /^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.exec(document.slice(i + 1, i + 6));
    if (!escape) return -1;
    i += escape[0].length;
  }
  return -1;
}

function endOfScalar(document: string, start: number): number {
  for (const pattern of [number, keyword]) {
    pattern.lastIndex = start;
    if (pattern.test(document)) return pattern.lastIndex;
  }
  return -1;
}
