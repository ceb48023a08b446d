import { CharacterClass, characterClass } from './character-classes.ts';
import { emoticonLength, findKaomoji } from './kaomoji.ts';
import { normaliseToken } from './normalise-token.ts';
import { createPieces, longestWord, segmentRun, type Pieces } from './segment-words.ts';
import { LINE_BREAK, POEM_END, POEM_START, STANZA_BREAK } from './special-tokens.ts';
import type { Token } from './types.ts';
import { joinPieces } from './join-pieces.ts';
import { cliticLength } from './verse-words.ts';

/** Receives one token: its text, and where it stands in the poem's text (end exclusive). */
export type TokenSink = (text: string, start: number, end: number) => void;

/** The tokens of a poem's text, from `<POEM_START>` to `<POEM_END>`, in order. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  scanTokens(text, (token, start, end) => void tokens.push({ text: token, start, end }));
  return tokens;
}

/** As `tokenize`, handing each token to `emit`. Offsets of the tokens never overlap and never fall. */
export function scanTokens(text: string, emit: TokenSink): void {
  const { other, space, newline } = CharacterClass;
  emit(POEM_START, 0, 0);
  const scratch = createPieces();
  let lineEnd = -1;
  let lastBreak = -1;
  let breaks = 0;
  let begun = false;

  const emitWithBreaks: TokenSink = (token, start, end) => {
    if (begun && breaks > 0) emit(breaks > 1 ? STANZA_BREAK : LINE_BREAK, lineEnd, lastBreak);
    begun = true;
    breaks = 0;
    emit(token, start, end);
  };

  for (let i = 0; i < text.length;) {
    // One line at a time, up to and without its line break.
    let end = i;
    let plain = true;
    for (let kind; end < text.length && (kind = characterClass(text, end)) !== newline; end++)
      if (kind === other) plain = false;
    const faces = plain ? [] : findKaomoji(text.slice(i, end));
    let face = 0;
    for (let at = i; at < end;) {
      if (characterClass(text, at) === space) {
        at++;
        continue;
      }
      const [faceStart, faceEnd] = faces[face] ?? [Infinity, Infinity];
      if (at >= i + faceStart) {
        emitWithBreaks(normaliseToken(text.slice(at, i + faceEnd)), at, i + faceEnd);
        at = i + faceEnd;
        face++;
        continue;
      }
      let runEnd = at + 1;
      const stop = Math.min(end, i + faceStart);
      while (runEnd < stop && characterClass(text, runEnd) !== space) runEnd++;
      scanRun(text, at, runEnd, scratch, emitWithBreaks);
      at = runEnd;
    }
    if (end < text.length) {
      if (breaks === 0) lineEnd = end;
      breaks++;
      end += text.startsWith('\r\n', end) ? 2 : 1;
      lastBreak = end;
    }
    i = end;
  }
  emit(POEM_END, text.length, text.length);
}

/** The tokens of a run that holds no white space. */
function scanRun(text: string, start: number, end: number, pieces: Pieces, emit: TokenSink): void {
  let letters = start;
  while (letters < end && characterClass(text, letters) === CharacterClass.letter) letters++;
  // Most runs are letters alone, and need no rules.
  if (letters === end && end - start <= longestWord) return emitVisible(text, start, end, emit);
  if (end - start <= 12 && mayBeEmoticon(text, start)) {
    const run = text.slice(start, end);
    const length = run.startsWith('<3') || run.startsWith('</3') ? heartLength(run) : emoticonLength(run);
    if (length > 0) {
      emit(normaliseToken(run.slice(0, length)), start, start + length);
      start += length;
    }
  }
  pieces.starts.length = pieces.ends.length = pieces.words.length = 0;
  segmentRun(text, start, end, pieces);
  if (pieces.starts.length > 1) joinPieces(text, pieces);
  for (let i = 0; i < pieces.starts.length; i++) {
    if (pieces.words[i]) emitWord(text, pieces.starts[i]!, pieces.ends[i]!, emit);
    else emitVisible(text, pieces.starts[i]!, pieces.ends[i]!, emit);
  }
}

function mayBeEmoticon(text: string, start: number): boolean {
  const kind = characterClass(text, start);
  if (kind === CharacterClass.letter) return text[start + 1] === '_';
  return kind === CharacterClass.mark;
}

function heartLength(run: string): number {
  return /^<\/?3(?![\p{L}\p{N}])/u.exec(run)?.[0].length ?? 0;
}

function emitWord(text: string, start: number, end: number, emit: TokenSink): void {
  const word = normaliseToken(text.slice(start, end));
  // Clitics are ASCII, so their length is the same before normalisation.
  const length = word.includes("'") ? cliticLength(word.toLowerCase()) : 0;
  if (length === 0) {
    if (word !== '') emit(word, start, end);
    return;
  }
  emitWord(text, start, end - length, emit);
  emitVisible(text, end - length, end, emit);
}

/** A format character alone has no visible text and is no token. */
function emitVisible(text: string, start: number, end: number, emit: TokenSink): void {
  const token = normaliseToken(text.slice(start, end));
  if (token !== '') emit(token, start, end);
}
