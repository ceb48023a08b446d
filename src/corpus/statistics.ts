import { isWord } from './special-tokens.ts';
import type { ChunkSet, Corpus } from './types.ts';

/** `std` is the population's, as NumPy's default; all are 0 where there is nothing to measure. */
export interface Distribution {
  mean: number;
  std: number;
  min: number;
  max: number;
}

export interface CorpusStatistics {
  poems: number;
  chunks: number;
  chunksPerPoem: Distribution;
  /** In tokens, the marks of start, end and breaks included. */
  poemLength: Distribution;
  chunkLength: Distribution;
  /** Distinct tokens. */
  vocabulary: number;
  /** Tokens that are words or numbers. */
  words: number;
  /** Share of all tokens that are in some chunk, 0 to 1. */
  shareOfTokensKept: number;
}

export function corpusStatistics(corpus: Corpus, chunkSet: ChunkSet): CorpusStatistics {
  const poemLengths = corpus.tokenized.map(({ ids }) => ids.length);
  const chunksPerPoem = poemLengths.map(() => 0);
  let kept = 0;
  for (const { poem, tokenStart, tokenEnd, overlapPrevious } of chunkSet.chunks) {
    chunksPerPoem[poem]!++;
    kept += tokenEnd - tokenStart - overlapPrevious;
  }
  const tokens = poemLengths.reduce((sum, length) => sum + length, 0);
  const { vocabulary } = corpus;
  return {
    poems: corpus.poems.length,
    chunks: chunkSet.chunks.length,
    chunksPerPoem: distributionOf(chunksPerPoem),
    poemLength: distributionOf(poemLengths),
    chunkLength: distributionOf(chunkSet.lengths),
    vocabulary: vocabulary.tokens.length,
    words: vocabulary.tokens.reduce((sum, token, id) => sum + (isWord(token) ? vocabulary.counts[id]! : 0), 0),
    shareOfTokensKept: tokens > 0 ? kept / tokens : 0,
  };
}

function distributionOf(values: ArrayLike<number>): Distribution {
  const count = values.length;
  if (count === 0) return { mean: 0, std: 0, min: 0, max: 0 };
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    sum += values[i]!;
    min = Math.min(min, values[i]!);
    max = Math.max(max, values[i]!);
  }
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  return { mean, std: Math.sqrt(squares / count), min, max };
}
