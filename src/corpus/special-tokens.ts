/** Fills a chunk that is shorter than the window; id 0 in every vocabulary. */
export const PAD = '<PAD>';
/** Stands for a token that the vocabulary lacks; id 1 in every vocabulary. */
export const UNK = '<UNK>';

export const LINE_BREAK = '<LINE_BREAK>';
export const STANZA_BREAK = '<STANZA_BREAK>';
export const POEM_START = '<POEM_START>';
export const POEM_END = '<POEM_END>';

/** Ids 2 to 5 of every vocabulary, in this order. */
export const structureTokens = [LINE_BREAK, STANZA_BREAK, POEM_START, POEM_END] as const;

/** The id of `<LINE_BREAK>` in every vocabulary. */
export const lineBreakId = 2;

export const HEART = '<HEART>';
export const STAR = '<STAR>';
export const CLOUD = '<CLOUD>';
export const FLOWER = '<FLOWER>';
export const TEAR = '<TEAR>';
export const FIRE = '<FIRE>';

/** What the many ways to draw a heart, a star and so on become. */
export const decorativeTokens = [HEART, STAR, CLOUD, FLOWER, TEAR, FIRE] as const;

/** All special tokens. No token of a poem's own text can equal one: `<` is always a token by itself. */
export const specialTokens: readonly string[] = [PAD, UNK, ...structureTokens, ...decorativeTokens];

const wordCharacters = /^(?:[\p{L}\p{M}\p{N}'.,:;·\u2010\u2011-]|\u200c|\u200d)+$/u;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** Whether a token is a word or a number: neither special, nor punctuation, an emoji or a kaomoji. */
export function isWord(token: string): boolean {
  return letterOrDigit.test(token) && wordCharacters.test(token);
}
