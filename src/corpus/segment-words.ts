import { CharacterClass, characterClass } from './character-classes.ts';

/** Consecutive pieces of a text, words and marks, as parallel arrays. */
export interface Pieces {
  starts: number[];
  ends: number[];
  words: boolean[];
}

export function createPieces(): Pieces {
  return { starts: [], ends: [], words: [] };
}

const { other, letter, digit, apostrophe, stop, comma } = CharacterClass;

/**
 * A longer run without a space is cut for the segmenter, at a piece's boundary: V8's segmenter takes a time that grows
 * with the square of the text's length.
 */
const longestSegmented = 2048;

/** No word is longer; what is longer becomes several pieces. */
export const longestWord = 128;

let segmenter: Intl.Segmenter | undefined;

/**
 * Cuts a run that holds no white space into words and marks, appended to `pieces`: the word boundaries of Unicode
 * (UAX #29), but a full stop, colon or underscore between letters parts them unless it is an initialism's (`U.S.A`).
 */
export function segmentRun(text: string, start: number, end: number, pieces: Pieces): void {
  if (isPlain(text, start, end)) segmentPlain(text, start, end, pieces);
  else segmentUnicode(text, start, end, pieces);
}

function isPlain(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (characterClass(text, i) === other) return false;
  return true;
}

/** The same as `segmentUnicode`, for runs of the characters that `character-classes.ts` knows. */
export function segmentPlain(text: string, start: number, end: number, pieces: Pieces): void {
  let i = start;
  while (i < end) {
    let kind = characterClass(text, i);
    if (kind !== letter && kind !== digit) {
      push(pieces, i, i + 1, false);
      i++;
      continue;
    }
    const wordStart = i++;
    for (; i < end; i++) {
      const previous = kind;
      kind = characterClass(text, i);
      if (kind === letter || kind === digit) continue;
      if (i + 1 >= end) break;
      const next = characterClass(text, i + 1);
      if (next !== previous) break;
      if (next === letter && (kind === apostrophe || (kind === stop && isInitialism(text, wordStart, i, end)))) {
        kind = characterClass(text, ++i);
      } else if (next === digit && (kind === apostrophe || kind === stop || kind === comma)) {
        kind = characterClass(text, ++i);
      } else break;
    }
    pushWord(text, wordStart, i, pieces);
  }
}

/** By `Intl.Segmenter`, then parted further. */
export function segmentUnicode(text: string, start: number, end: number, pieces: Pieces): void {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  for (let from = start; from < end;) {
    const to = Math.min(end, from + longestSegmented);
    let reached = from;
    let held: Intl.SegmentData | undefined;
    for (const segment of segmenter.segment(text.slice(from, to))) {
      if (held) reached = partSegment(text, from + held.index, held.segment.length, pieces);
      held = segment;
    }
    // The last piece of a cut run may go on behind the cut.
    if (held && (to === end || reached === from))
      reached = partSegment(text, from + held.index, held.segment.length, pieces);
    from = reached;
  }
}

const wordLike = /[\p{L}\p{N}]/u;

/** Appends one segment of `Intl.Segmenter`, parted where need be, and returns its end. */
function partSegment(text: string, start: number, length: number, pieces: Pieces): number {
  const end = start + length;
  const isWord = wordLike.test(text.slice(start, end));
  let partStart = start;
  for (let i = start; i < end; i++) {
    const character = text[i]!;
    const parts =
      character === '_' ||
      (isWord && (character === ':' || character === ';')) ||
      (isWord && character === '.' && !isDecimal(text, i) && !isInitialism(text, partStart, i, end));
    if (!parts) continue;
    pushPart(text, partStart, i, isWord, pieces);
    push(pieces, i, i + 1, false);
    partStart = i + 1;
  }
  pushPart(text, partStart, end, isWord, pieces);
  return end;
}

function isDecimal(text: string, index: number): boolean {
  return /^\p{N}/u.test(text.slice(index + 1, index + 3));
}

/** Whether the full stop at `index` stands between single letters. */
function isInitialism(text: string, wordStart: number, index: number, end: number): boolean {
  const longBefore = index - 2 >= wordStart && isSpelling(text, index - 2);
  const longAfter = index + 2 < end && isSpelling(text, index + 2);
  return !longBefore && !longAfter;
}

function isSpelling(text: string, index: number): boolean {
  const kind = characterClass(text, index);
  if (kind !== other) return kind === letter || kind === digit;
  return /[\p{L}\p{M}\p{N}\p{Cs}\p{Cf}]/u.test(text[index]!);
}

function pushPart(text: string, start: number, end: number, isWord: boolean, pieces: Pieces): void {
  if (isWord) pushWord(text, start, end, pieces);
  else if (end > start) push(pieces, start, end, false);
}

function pushWord(text: string, start: number, end: number, pieces: Pieces): void {
  while (end - start > longestWord) {
    const cut = start + longestWord;
    const inPair = (text.charCodeAt(cut) & 0xfc00) === 0xdc00;
    push(pieces, start, inPair ? cut - 1 : cut, true);
    start = inPair ? cut - 1 : cut;
  }
  if (end > start) push(pieces, start, end, true);
}

function push(pieces: Pieces, start: number, end: number, word: boolean): void {
  pieces.starts.push(start);
  pieces.ends.push(end);
  pieces.words.push(word);
}
