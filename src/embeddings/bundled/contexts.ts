import { specialTokens } from '../../corpus/special-tokens.ts';
import type { Corpus } from '../../corpus/types.ts';

/** GloVe's own window: ten words to either side. */
const window = 10;
/** The word before, the word after, the further ones before, the further ones after. */
const slots = 4;

/** The mean vectors of the contexts that each word is met in. */
export interface Contexts {
  /** Distinct words in lower case, in order of falling count. */
  words: readonly string[];
  counts: Float64Array;
  /** Numbers a word: one mean vector for each of four kinds of place, and a constant 1. */
  width: number;
  /** [words, width]; zero for a kind of place in which no known word was met. */
  means: Float64Array;
  /** [words, 4]: neighbours counted in each mean. */
  masses: Float64Array;
}

/**
 * Gathers contexts over a corpus as GloVe's training text had them, in lower case and without line breaks. `vectorOf` gives
 * a word's vector, or undefined: then it is no part of its neighbours' contexts.
 */
export function gatherContexts(
  corpus: Corpus,
  dimension: number,
  vectorOf: (word: string) => Float64Array | undefined,
): Contexts {
  const { words, counts, sequences } = lowerCaseWords(corpus);
  const vectors = words.map(vectorOf);
  const width = slots * dimension + 1;
  const means = new Float64Array(words.length * width);
  const masses = new Float64Array(words.length * slots);
  for (const sequence of sequences) {
    for (let at = 0; at < sequence.length; at++) {
      const word = sequence[at]!;
      for (let offset = -window; offset <= window; offset++) {
        const neighbour = offset === 0 ? undefined : sequence[at + offset];
        const vector = neighbour === undefined ? undefined : vectors[neighbour];
        if (!vector) continue;
        const slot = (Math.abs(offset) === 1 ? 0 : 2) + (offset < 0 ? 0 : 1);
        masses[word * slots + slot]!++;
        const base = word * width + slot * dimension;
        for (let d = 0; d < dimension; d++) means[base + d]! += vector[d]!;
      }
    }
  }
  for (let word = 0; word < words.length; word++) {
    for (let slot = 0; slot < slots; slot++) {
      const mass = Math.max(1, masses[word * slots + slot]!);
      for (let d = 0; d < dimension; d++) means[word * width + slot * dimension + d]! /= mass;
    }
    means[(word + 1) * width - 1] = 1;
  }
  return { words, counts, width, means, masses };
}

/** The mean context of several words taken as one, each counted by its neighbours; [width]. */
export function pooledContext({ means, masses, width }: Contexts, members: readonly number[]): Float64Array {
  const pooled = new Float64Array(width);
  const dimension = (width - 1) / slots;
  for (let slot = 0; slot < slots; slot++) {
    const mass = members.reduce((sum, word) => sum + masses[word * slots + slot]!, 0);
    for (const word of members) {
      const share = masses[word * slots + slot]! / Math.max(1, mass);
      for (let i = slot * dimension; i < (slot + 1) * dimension; i++) pooled[i]! += share * means[word * width + i]!;
    }
  }
  pooled[width - 1] = 1;
  return pooled;
}

function lowerCaseWords(corpus: Corpus): { words: string[]; counts: Float64Array; sequences: Int32Array[] } {
  const { tokens, counts: tokenCounts } = corpus.vocabulary;
  const left = new Set(specialTokens);
  const totals = new Map<string, number>();
  tokens.forEach((token, id) => {
    const word = token.toLowerCase();
    if (!left.has(token)) totals.set(word, (totals.get(word) ?? 0) + tokenCounts[id]!);
  });
  // Equal counts keep the vocabulary's order.
  const entries = [...totals].sort((a, b) => b[1] - a[1]);
  const numbers = new Map(entries.map(([word], number) => [word, number]));
  const numberOf = tokens.map((token) => (left.has(token) ? -1 : numbers.get(token.toLowerCase())!));
  return {
    words: entries.map(([word]) => word),
    counts: Float64Array.from(entries, ([, count]) => count),
    sequences: corpus.tokenized.map(({ ids }) =>
      Int32Array.from(ids, (id) => numberOf[id]!).filter((word) => word >= 0),
    ),
  };
}
