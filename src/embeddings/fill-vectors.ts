import { isWord, PAD, UNK } from '../corpus/special-tokens.ts';
import type { Vocabulary } from '../corpus/types.ts';
import { hashVector } from './hash-vector.ts';
import { lookUp, type LookUpStep } from './look-up.ts';
import { commonestWords, isStructure, wordsOfSpecial } from './special-vectors.ts';
import type { WordTable } from './word-table.ts';

/** What a token gets that the vectors do not have: a small vector of its own, nothing, or the mean of those found. */
export type OutOfVocabulary = 'hash' | 'zero' | 'mean';

/** How the corpus's word tokens fared; counts of tokens, not of distinct words. */
export interface VectorReport {
  /** Word tokens: neither special tokens nor punctuation. */
  words: number;
  foundAsIs: number;
  foundByFallback: number;
  /** The tokens found, by the step that found them. */
  bySteps: Readonly<Partial<Record<LookUpStep, number>>>;
  /** Of the tokens found, those whose vector was induced from contexts. */
  induced: number;
  outOfVocabulary: number;
  /** `outOfVocabulary` of `words`, 0 to 1. */
  outOfVocabularyRate: number;
  /** At most 20. */
  commonestMissing: readonly { token: string; count: number }[];
}

/** A missing word's vector against the root mean square of those found: too small to be taken for a meaning. */
const shareOfScale = 0.2;
const missingReported = 20;

/** The vectors of a vocabulary, [vocabulary, dimension], row 0 (`<PAD>`) zero, and how its words were found. */
export function fillVectors(
  vocabulary: Vocabulary,
  table: WordTable,
  outOfVocabulary: OutOfVocabulary,
): { vectors: Float32Array; report: VectorReport } {
  const { dimension } = table;
  const { tokens, counts } = vocabulary;
  const vectors = new Float32Array(tokens.length * dimension);
  const tally = { words: 0, foundAsIs: 0, induced: 0, outOfVocabulary: 0 };
  const bySteps: Partial<Record<LookUpStep, number>> = {};
  const missing: number[] = [];
  const found: number[] = [];

  for (let id = 0; id < tokens.length; id++) {
    const token = tokens[id]!;
    const count = counts[id]!;
    if (token === PAD) continue;
    const isCounted = isWord(token);
    if (isCounted) tally.words += count;
    const special = wordsOfSpecial(token);
    const look = token === UNK ? undefined : special ? knownOf(special, table) : lookUp(token, table.has);
    if (!look) {
      missing.push(id);
      if (isCounted) tally.outOfVocabulary += count;
      continue;
    }
    if (look.words.length === 1) table.copy(look.words[0]!, vectors, id * dimension);
    else for (const word of look.words) table.add(word, 1 / look.words.length, vectors, id * dimension);
    if (isStructure(token)) scaleTo(meanLength(table), vectors.subarray(id * dimension, (id + 1) * dimension));
    found.push(id);
    if (!isCounted) continue;
    bySteps[look.step] = (bySteps[look.step] ?? 0) + count;
    if (look.step === 'as it is') tally.foundAsIs += count;
    if (look.words.some(table.isInduced)) tally.induced += count;
  }
  fillMissing(missing, found, tokens, dimension, outOfVocabulary, vectors);

  return {
    vectors,
    report: {
      ...tally,
      bySteps,
      foundByFallback: tally.words - tally.foundAsIs - tally.outOfVocabulary,
      outOfVocabularyRate: tally.words > 0 ? tally.outOfVocabulary / tally.words : 0,
      commonestMissing: missing
        .filter((id) => counts[id]! > 0 && isWord(tokens[id]!))
        .sort((a, b) => counts[b]! - counts[a]! || a - b)
        .slice(0, missingReported)
        .map((id) => ({ token: tokens[id]!, count: counts[id]! })),
    },
  };
}

function knownOf(
  words: readonly string[],
  table: WordTable,
): { words: readonly string[]; step: LookUpStep } | undefined {
  const known = words.filter(table.has);
  return known.length > 0 ? { words: known, step: 'as it is' } : undefined;
}

/** The mean length of the commonest words' vectors, 0 when the table has none of them. */
function meanLength(table: WordTable): number {
  const known = commonestWords.filter(table.has);
  const lengths = known.map((word) => {
    const vector = new Float32Array(table.dimension);
    table.add(word, 1, vector, 0);
    return Math.hypot(...vector);
  });
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
}

function scaleTo(length: number, vector: Float32Array): void {
  const own = Math.hypot(...vector);
  if (own === 0 || length === 0) return;
  for (let d = 0; d < vector.length; d++) vector[d]! *= length / own;
}

/** Writes the vectors of the tokens that are out of vocabulary. */
function fillMissing(
  missing: readonly number[],
  found: readonly number[],
  tokens: readonly string[],
  dimension: number,
  kind: OutOfVocabulary,
  vectors: Float32Array,
): void {
  if (kind === 'zero' || missing.length === 0) return;
  if (kind === 'mean') {
    const mean = meanRow(found, dimension, vectors);
    for (const id of missing) vectors.set(mean, id * dimension);
    return;
  }
  let squares = 0;
  for (let i = 0; i < vectors.length; i++) squares += vectors[i]! * vectors[i]!;
  const scale = shareOfScale * Math.sqrt(squares / Math.max(1, found.length * dimension));
  for (const id of missing) hashVector(tokens[id]!, dimension, scale, vectors, id * dimension);
}

function meanRow(rows: readonly number[], dimension: number, vectors: Float32Array): Float64Array {
  const mean = new Float64Array(dimension);
  for (const row of rows) for (let d = 0; d < dimension; d++) mean[d]! += vectors[row * dimension + d]! / rows.length;
  return mean;
}
