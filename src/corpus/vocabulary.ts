import { byCodePoint } from './code-point-order.ts';
import { PAD, structureTokens, UNK } from './special-tokens.ts';
import type { Vocabulary } from './types.ts';

/** The id of `<UNK>`, for any token that a vocabulary lacks. */
const unknown = 1;

/**
 * The distinct tokens of poems: `<PAD>`, `<UNK>`, the four structure tokens, then by falling count, equal counts in
 * code-point order. The same tokens in any order give the same vocabulary.
 */
export function buildVocabulary(tokenLists: Iterable<Iterable<string>>): Vocabulary {
  const counts = new Map<string, number>();
  for (const tokens of tokenLists) for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return vocabularyOfCounts(counts);
}

/** As `buildVocabulary`, from how often each token stands in the poems. */
export function vocabularyOfCounts(counts: ReadonlyMap<string, number>): Vocabulary {
  const fixed: readonly string[] = [PAD, UNK, ...structureTokens];
  const entries = [...counts].filter(([token]) => !fixed.includes(token));
  entries.sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0]));
  const tokens = [...fixed, ...entries.map(([token]) => token)];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return {
    tokens,
    counts: Int32Array.from(tokens, (token) => counts.get(token) ?? 0),
    idOf: (token) => ids.get(token) ?? unknown,
  };
}
