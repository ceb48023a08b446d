import { CharacterClass, characterClass } from './character-classes.ts';
import type { Pieces } from './segment-words.ts';
import { longestWord } from './segment-words.ts';
import { normaliseToken } from './normalise-token.ts';
import { isBeheaded, isCurtailed } from './verse-words.ts';

/** Marks that a typist repeats to draw one longer mark: `--`, `...`. */
const repeatable = /^[-.*=~_#+—–…·•\u2500-\u257f]$/u;

const longestMark = 64;

/**
 * Joins neighbouring pieces of a run, in place, where verse takes them for one token: elisions with their apostrophe
 * (`'tis`, `th'`), the parts of a hyphenated word, a mark that is repeated (`--`).
 */
export function joinPieces(text: string, pieces: Pieces): void {
  joinElisions(text, pieces);
  joinHyphens(text, pieces);
  joinRepeatedMarks(text, pieces);
}

function joinElisions(text: string, pieces: Pieces): void {
  const { starts, ends, words } = pieces;
  let quoted = false;
  let kept = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    let end = ends[i]!;
    let word = words[i]!;
    if (isApostrophe(text, start, end) && words[i + 1] && isBeheaded(lower(text, starts[i + 1]!, ends[i + 1]!))) {
      i++;
      end = ends[i]!;
      word = true;
    } else if (isApostrophe(text, start, end)) quoted = words[i + 1] === true;
    if (word && i + 1 < starts.length && isApostrophe(text, starts[i + 1]!, ends[i + 1]!)) {
      // In 'o' the second apostrophe closes what the first one opened.
      if (!quoted && isCurtailed(normaliseToken(text.slice(start, end)))) {
        i++;
        end = ends[i]!;
      }
    }
    keep(pieces, kept++, start, end, word);
  }
  cut(pieces, kept);
}

function joinHyphens(text: string, pieces: Pieces): void {
  const { starts, ends, words } = pieces;
  let kept = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    let end = ends[i]!;
    if (words[i])
      while (words[i + 2] && isHyphen(text, starts[i + 1]!, ends[i + 1]!) && ends[i + 2]! - start <= longestWord) {
        i += 2;
        end = ends[i]!;
      }
    keep(pieces, kept++, start, end, words[i]!);
  }
  cut(pieces, kept);
}

function joinRepeatedMarks(text: string, pieces: Pieces): void {
  const { starts, ends, words } = pieces;
  let kept = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    let end = ends[i]!;
    if (!words[i] && repeatable.test(text.slice(start, end)))
      while (
        words[i + 1] === false &&
        ends[i + 1]! - start <= longestMark &&
        continuesMark(text, start, starts[i + 1]!) &&
        ends[i + 1]! - starts[i + 1]! === 1
      )
        end = ends[++i]!;
    keep(pieces, kept++, start, end, words[i]!);
  }
  cut(pieces, kept);
}

function continuesMark(text: string, first: number, next: number): boolean {
  return text[next] === text[first] || (isBoxDrawing(text, first) && isBoxDrawing(text, next));
}

function isBoxDrawing(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x2500 && code <= 0x257f;
}

function keep(pieces: Pieces, index: number, start: number, end: number, word: boolean): void {
  pieces.starts[index] = start;
  pieces.ends[index] = end;
  pieces.words[index] = word;
}

function cut(pieces: Pieces, length: number): void {
  pieces.starts.length = pieces.ends.length = pieces.words.length = length;
}

function isApostrophe(text: string, start: number, end: number): boolean {
  return end - start === 1 && characterClass(text, start) === CharacterClass.apostrophe;
}

function isHyphen(text: string, start: number, end: number): boolean {
  return end - start === 1 && (text[start] === '-' || text[start] === '\u2010' || text[start] === '\u2011');
}

function lower(text: string, start: number, end: number): string {
  return normaliseToken(text.slice(start, end)).toLowerCase();
}
