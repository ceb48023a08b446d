import { isStopWord } from './stop-words.ts';

/** What `tellingWords` looks at. */
export interface WordsOfRows {
  /** Ids of the words of each row. */
  tokens: readonly (readonly number[])[];
  /** Words by id. */
  vocabulary: readonly string[];
  /** Poem of each row: words of one poem alone do not tell of a cluster. */
  poemOf: ArrayLike<number>;
}

/** Whether a token is a word of its own, and no stop word. */
export function isTellingWord(token: string): boolean {
  return /^\p{L}[\p{L}\p{M}'’-]+$/u.test(token) && !isStopWord(token.toLowerCase());
}

/**
 * The words that tell each cluster from the others, `wanted` of each, the most telling first: by class-based TF-IDF,
 * share of the cluster's words x log(1 + mean words of a cluster / count of the word) (Grootendorst 2022, BERTopic). Stop
 * words and everything that is no word are left out, and words of a single poem wherever enough others are there.
 */
export function tellingWords(
  { tokens, vocabulary, poemOf }: WordsOfRows,
  clusterOf: ArrayLike<number>,
  count: number,
  wanted: number,
): string[][] {
  const counted = vocabulary.map(isTellingWord);
  const inCluster = Array.from({ length: count }, () => new Map<number, number>());
  const poems = Array.from({ length: count }, () => new Map<number, Set<number>>());
  const total = new Map<number, number>();
  const sizes = new Float64Array(count);
  tokens.forEach((ids, row) => {
    const cluster = clusterOf[row]!;
    for (const id of ids) {
      if (!counted[id]) continue;
      sizes[cluster]!++;
      total.set(id, (total.get(id) ?? 0) + 1);
      inCluster[cluster]!.set(id, (inCluster[cluster]!.get(id) ?? 0) + 1);
      const found = poems[cluster]!.get(id);
      if (found) found.add(poemOf[row]!);
      else poems[cluster]!.set(id, new Set([poemOf[row]!]));
    }
  });
  const mean = sizes.reduce((sum, size) => sum + size, 0) / count;
  return inCluster.map((counts, cluster) => {
    const scored = [...counts].map(([id, times]) => ({
      id,
      score: (times / sizes[cluster]!) * Math.log(1 + mean / total.get(id)!),
      shared: poems[cluster]!.get(id)!.size > 1,
    }));
    scored.sort((a, b) => Number(b.shared) - Number(a.shared) || b.score - a.score || a.id - b.id);
    return scored.slice(0, wanted).map(({ id }) => vocabulary[id]!);
  });
}
