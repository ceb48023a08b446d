/*
 * Finds values in a document that `JSON.parse` has accepted, by their offsets. Nothing here recurses, so depth is no
 * danger, and nothing checks the grammar again.
 */

/** [start, end) of a value in the document. */
export type ValueSpan = readonly [start: number, end: number];

export function skipSpace(document: string, offset: number): number {
  let i = offset;
  for (; i < document.length; i++) {
    const code = document.charCodeAt(i);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
  }
  return i;
}

/** The end of the string whose opening quotation mark is at `start`. */
function endOfString(document: string, start: number): number {
  for (let i = start + 1; i < document.length; i++) {
    const code = document.charCodeAt(i);
    if (code === 92) i++;
    else if (code === 34) return i + 1;
  }
  return document.length;
}

/** The end of the value that begins at `start`. */
export function endOfValue(document: string, start: number): number {
  const first = document[start];
  if (first === '"') return endOfString(document, start);
  if (first !== '{' && first !== '[') {
    let i = start;
    while (i < document.length && !/[\s,\]}]/.test(document[i]!)) i++;
    return i;
  }
  let depth = 0;
  for (let i = start; i < document.length;) {
    const character = document[i];
    if (character === '"') {
      i = endOfString(document, i);
      continue;
    }
    if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return i + 1;
    i++;
  }
  return document.length;
}

/** The elements of the array that begins at `start`. */
export function* elementsOf(document: string, start: number): Generator<ValueSpan> {
  let i = skipSpace(document, start + 1);
  while (i < document.length && document[i] !== ']') {
    const end = endOfValue(document, i);
    yield [i, end];
    i = skipSpace(document, end);
    if (document[i] === ',') i = skipSpace(document, i + 1);
  }
}

/** The members of the object that begins at `start`; of a name that occurs twice, both. */
export function* membersOf(document: string, start: number): Generator<readonly [name: string, value: ValueSpan]> {
  let i = skipSpace(document, start + 1);
  while (i < document.length && document[i] !== '}') {
    const nameEnd = endOfString(document, i);
    const name = JSON.parse(document.slice(i, nameEnd)) as string;
    const valueStart = skipSpace(document, skipSpace(document, nameEnd) + 1);
    const valueEnd = endOfValue(document, valueStart);
    yield [name, [valueStart, valueEnd]];
    i = skipSpace(document, valueEnd);
    if (document[i] === ',') i = skipSpace(document, i + 1);
  }
}
