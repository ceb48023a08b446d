import { earlySpellings } from './spelling/early-spelling.ts';
import { emojiWords } from './spelling/emoji.ts';
import { markSpellings } from './spelling/marks.ts';
import { numberWords } from './spelling/number-words.ts';
import { withoutAccents } from './spelling/without-accents.ts';
import { elisionSpellings } from './spelling/verse-elisions.ts';

/** How a token's vector was found; in the order in which the steps are tried. */
export const lookUpSteps = [
  'as it is',
  'lower case',
  'straight apostrophe',
  'without accents',
  'number',
  'verse elision',
  'hyphen parts',
  'early spelling',
  'mark',
] as const;

export type LookUpStep = (typeof lookUpSteps)[number];

export interface Found {
  /** The words whose vectors' mean is the token's vector. */
  words: readonly string[];
  step: LookUpStep;
}

/** Whether a table has a vector for exactly this word. Called with each candidate in turn until one is there. */
export type HasWord = (word: string) => boolean;

/** No word of a poem is longer; what is longer is looked up as it stands only. */
const longestWord = 128;

/** The words that stand for a token in a table of word vectors, or undefined when it is out of vocabulary. */
export function lookUp(token: string, has: HasWord): Found | undefined {
  if (token.length > longestWord) return has(token) ? { words: [token], step: 'as it is' } : undefined;
  if (isPlain(token)) return lookUpPlain(token, has);
  return lookUpWhole(token, has) ?? lookUpParts(token, has) ?? lookUpRespelled(token, has);
}

/** Every word that `lookUp` may ask for on behalf of these tokens. */
export function wantedWords(tokens: Iterable<string>): Set<string> {
  const wanted = new Set<string>();
  const record: HasWord = (word) => {
    wanted.add(word);
    return false;
  };
  for (const token of tokens) lookUp(token, record);
  return wanted;
}

/** What the steps below come to for a word of the letters a to z alone, as most are. */
function lookUpPlain(token: string, has: HasWord): Found | undefined {
  if (has(token)) return { words: [token], step: 'as it is' };
  const lower = token.toLowerCase();
  if (lower !== token && has(lower)) return { words: [lower], step: 'lower case' };
  for (const words of elisionSpellings(lower)) {
    const elided = found(words, 'verse elision', has);
    if (elided) return elided;
  }
  const spelling = earlySpellings(lower).find(has);
  return spelling === undefined ? undefined : { words: [spelling], step: 'early spelling' };
}

function lookUpWhole(token: string, has: HasWord): Found | undefined {
  if (has(token)) return { words: [token], step: 'as it is' };
  const lower = token.toLowerCase();
  if (lower !== token && has(lower)) return { words: [lower], step: 'lower case' };
  const straight = straightened(lower);
  if (straight !== lower && has(straight)) return { words: [straight], step: 'straight apostrophe' };
  if (!isAscii(straight))
    for (const plain of withoutAccents(straight)) if (has(plain)) return { words: [plain], step: 'without accents' };
  const number = /^\d/.test(token) ? numberWords(token) : undefined;
  if (number) return found(number, 'number', has);
  for (const words of elisionSpellings(normalised(token))) {
    const elided = found(words, 'verse elision', has);
    if (elided) return elided;
  }
  return undefined;
}

function lookUpParts(token: string, has: HasWord): Found | undefined {
  if (!/[-\u2010\u2011]/.test(token)) return undefined;
  const parts = token.split(/[-\u2010\u2011]+/).filter((part) => part !== '');
  // The dashes of a face drawn with marks part no words.
  if (!parts.every((part) => /[\p{L}\p{N}]/u.test(part))) return undefined;
  if (parts.length < 2) return undefined;
  const joined = parts.join('').toLowerCase();
  if (has(joined)) return { words: [joined], step: 'hyphen parts' };
  const known = parts
    .map((part) => lookUpWhole(part, has) ?? lookUpRespelled(part, has))
    .filter((part) => part !== undefined);
  // One known part of three would say too little.
  if (known.length * 2 < parts.length) return undefined;
  return { words: known.flatMap((part) => part.words), step: 'hyphen parts' };
}

function lookUpRespelled(token: string, has: HasWord): Found | undefined {
  if (!/\p{L}/u.test(token)) {
    const mark = markSpellings(token).find(has);
    if (mark !== undefined) return { words: [mark], step: 'mark' };
    const words = emojiWords(token);
    return words && found(words, 'mark', has);
  }
  const word = normalised(token);
  if (!/^[a-z']+$/.test(word)) return undefined;
  for (const form of formsWithoutApostrophe(word)) {
    const spelling = earlySpellings(form).find(has);
    if (spelling !== undefined) return { words: [spelling], step: 'early spelling' };
  }
  return undefined;
}

/** What an early spelling may be hidden in: the word, or the likeliest words that its elision stands for. */
function formsWithoutApostrophe(word: string): string[] {
  if (!word.includes("'")) return [word];
  const single = elisionSpellings(word).flatMap((words) => (words.length === 1 ? words : []));
  return single.filter((form) => !form.includes("'")).slice(0, 3);
}

/** `words` when the table has them all. */
function found(words: readonly string[], step: LookUpStep, has: HasWord): Found | undefined {
  let all = true;
  // Each is asked for, so that `wantedWords` hears of the later ones too.
  for (const word of words) if (!has(word)) all = false;
  return all ? { words, step } : undefined;
}

function straightened(word: string): string {
  return isAscii(word) ? word : word.replace(/[\u2018\u2019\u201b\u02bc\uff07]/g, "'");
}

function normalised(token: string): string {
  const straight = straightened(token.toLowerCase());
  return isAscii(straight) ? straight : (withoutAccents(straight)[0] ?? straight);
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i) | 0x20;
    if (letter < 0x61 || letter > 0x7a) return false;
  }
  return text !== '';
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
