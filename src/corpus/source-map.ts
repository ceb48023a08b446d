import { lastAtMost, lineStartsOf } from './document-lines.ts';
import type { Poem } from './types.ts';

type SourceMap = Poem['sourceMap'];

/** Where the character at `offset` of a poem's text begins in its document. */
export function startInDocument(sourceMap: SourceMap, offset: number): number {
  const [text, document] = sourceMap[lastAtMost(sourceMap.length, (i) => sourceMap[i]![0], offset)] ?? [0, 0];
  return document + offset - text;
}

/** Where the character before `offset` of a poem's text ends in its document: what was left out after it is not in. */
export function endInDocument(sourceMap: SourceMap, offset: number): number {
  const before = lastAtMost(sourceMap.length, (i) => sourceMap[i]![0], offset - 1);
  const next = sourceMap[before + 1];
  if (next?.[0] === offset) return next[1];
  return startInDocument(sourceMap, offset);
}

/** The line starts of a poem's document; without them the text is taken for the whole document. */
export function lineStartsOfPoem(poem: Omit<Poem, 'index'>): Int32Array {
  return poem.lineStarts ?? lineStartsOf(poem.text).map((start) => startInDocument(poem.sourceMap, start));
}

/** Puts a poem's text together from parts of a document, keeping account of where each came from. */
export interface SourceText {
  /** The document's text from `start` to `end`, as it stands. */
  copy(start: number, end: number): void;
  /** Characters that stand for the document's text from `start` to `end`, such as a decoded escape. */
  replace(characters: string, start: number, end: number): void;
  /** The text put together so far. */
  readonly length: number;
  finish(): { text: string; sourceMap: SourceMap };
}

export function createSourceText(document: string): SourceText {
  const parts: string[] = [];
  const pairs: [number, number][] = [];
  let length = 0;
  // Where the document would go on if nothing were left out.
  let expected = -1;

  const jumpTo = (start: number): void => {
    if (start === expected) return;
    if (expected >= 0) addPair(expected);
    addPair(start);
  };
  const addPair = (offset: number): void => {
    const last = pairs.at(-1);
    if (last?.[0] !== length || last[1] !== offset) pairs.push([length, offset]);
  };

  return {
    copy(start, end) {
      if (end <= start) return;
      jumpTo(start);
      parts.push(document.slice(start, end));
      length += end - start;
      expected = end;
    },
    replace(characters, start, end) {
      if (characters === '') return;
      jumpTo(start);
      addPair(start);
      parts.push(characters);
      length += characters.length;
      expected = end;
      if (end - start !== characters.length) addPair(end);
    },
    get length() {
      return length;
    },
    finish() {
      return { text: parts.join(''), sourceMap: pairs.length > 0 ? pairs : [[0, 0]] };
    },
  };
}

/** The same text without white space around it. */
export function trimSource(text: string, sourceMap: SourceMap): { text: string; sourceMap: SourceMap } {
  const trimmed = text.trim();
  const skipped = text.length - text.trimStart().length;
  if (skipped === 0) return { text: trimmed, sourceMap };
  const first = lastAtMost(sourceMap.length, (i) => sourceMap[i]![0], skipped);
  const rest = sourceMap.slice(first + 1).map(([at, document]) => [at - skipped, document] as const);
  return { text: trimmed, sourceMap: [[0, startInDocument(sourceMap, skipped)], ...rest] };
}
