import {
  CLOUD,
  FIRE,
  FLOWER,
  HEART,
  LINE_BREAK,
  POEM_END,
  POEM_START,
  STANZA_BREAK,
  STAR,
  TEAR,
} from '../corpus/special-tokens.ts';

/*
 * A structure token is met as often as the commonest words, so its vector should be one of their kind: of their length,
 * and not far from the marks that verse has in its place. The mark is joined with the word that names the thing, so that
 * the token is no double of the mark. Inducing these vectors from their contexts was tried: a line break then lies within
 * a cosine of 0.95 of the full stop, and the ends of a poem, with a context on one side only, come out as noise. The rule
 * besides works alike for the bundled vectors and for a person's own.
 */
const structureWords: ReadonlyMap<string, readonly string[]> = new Map([
  [LINE_BREAK, [',', 'line']],
  [STANZA_BREAK, ['.', 'verse']],
  [POEM_START, ['title', 'beginning']],
  [POEM_END, ['poem', 'ends']],
]);

const decorativeWords: ReadonlyMap<string, readonly string[]> = new Map([
  [HEART, ['heart', 'love']],
  [STAR, ['star', 'stars']],
  [CLOUD, ['cloud', 'clouds']],
  [FLOWER, ['flower', 'flowers']],
  [TEAR, ['tear', 'tears']],
  [FIRE, ['fire', 'flame']],
]);

/** Their mean length is what a structure token's vector is scaled to. */
export const commonestWords: readonly string[] = ['the', 'and', 'of', 'to', 'in', 'with', 'that', 'is', 'his', 'my'];

/** The words whose vectors' mean stands for a structure token or a decorative one; undefined for any other token. */
export function wordsOfSpecial(token: string): readonly string[] | undefined {
  return structureWords.get(token) ?? decorativeWords.get(token);
}

export function isStructure(token: string): boolean {
  return structureWords.has(token);
}

/** Every word that special tokens may need. */
export const specialWords: readonly string[] = [
  ...[...structureWords.values()].flat(),
  ...[...decorativeWords.values()].flat(),
  ...commonestWords,
];
