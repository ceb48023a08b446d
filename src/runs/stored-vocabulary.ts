import { count, listOf, text, wrongField } from './json-shape.ts';

/** A run's vocabulary: what `vocabulary.json` holds. */
export interface VocabularyContent {
  /** By id; ids 0 and 1 are `<PAD>` and `<UNK>`. */
  tokens: readonly string[];
  counts: ArrayLike<number>;
}

/** Shaped like the corpus's own `Vocabulary`. */
export interface StoredVocabulary extends VocabularyContent {
  counts: Int32Array;
  /** A token that is not there is `<UNK>`, 1. */
  idOf(token: string): number;
}

const unknown = 1;

export function vocabularyContent({ tokens, counts }: VocabularyContent): {
  tokens: readonly string[];
  counts: number[];
} {
  return { tokens, counts: Array.from(counts) };
}

/** Throws an Error that says what is wrong. */
export function readVocabulary(content: unknown): StoredVocabulary {
  const wrong = wrongField(content, { tokens: listOf(text), counts: listOf(count) });
  if (wrong !== undefined) throw new Error(`"${wrong}" is missing or not what it should be`);
  const { tokens, counts } = content as { tokens: string[]; counts: number[] };
  if (tokens.length !== counts.length) throw new Error('it has not as many counts as tokens');
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return { tokens, counts: Int32Array.from(counts), idOf: (token) => ids.get(token) ?? unknown };
}
