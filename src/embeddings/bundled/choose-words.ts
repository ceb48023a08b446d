import type { Vocabulary } from '../../corpus/types.ts';
import { lookUp } from '../look-up.ts';
import { specialWords } from '../special-vectors.ts';

/** So many of GloVe's commonest words are in the table, whether verse uses them or not. */
export const commonestKept = 40_000;

/**
 * The words of the table, in GloVe's order: the commonest, those of the poems, and those that the poems' elided and joined
 * words stand for. Early spelling adds none: with all of GloVe's rarest to choose from it would find the wrong ones.
 */
export function chooseWords(glove: readonly string[], vocabulary: Vocabulary): string[] {
  const all = new Set(glove);
  const chosen = new Set([...glove.slice(0, commonestKept), ...specialWords.filter((word) => all.has(word))]);
  const has = (word: string): boolean => all.has(word);
  for (const token of vocabulary.tokens) {
    const found = lookUp(token, has);
    if (found?.step === 'as it is' || found?.step === 'lower case') chosen.add(found.words[0]!);
  }
  for (const token of vocabulary.tokens) {
    if (lookUp(token, (word) => chosen.has(word))) continue;
    const found = lookUp(token, has);
    if (found && found.step !== 'early spelling') for (const word of found.words) chosen.add(word);
  }
  return glove.filter((word) => chosen.has(word));
}
