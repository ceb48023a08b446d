import type { Corpus } from '../../corpus/types.ts';
import { fillVectors } from '../fill-vectors.ts';
import type { WordTable } from '../word-table.ts';

/** How far the table's numbers are from those they were made of. */
export interface QuantisationError {
  /** Root mean square of the differences, of that of the numbers. */
  relativeRms: number;
  meanCosine: number;
  leastCosine: number;
}

/** Compares a table with the vectors it was made of, [words, dimension]. */
export function quantisationError(
  table: WordTable,
  words: readonly string[],
  vectors: Float32Array,
): QuantisationError {
  const { dimension } = table;
  let [squares, errors, sum, least] = [0, 0, 0, 1];
  for (let word = 0; word < words.length; word++) {
    const kept = new Float32Array(dimension);
    table.add(words[word]!, 1, kept, 0);
    let [dot, own, other] = [0, 0, 0];
    for (let d = 0; d < dimension; d++) {
      const [value, near] = [vectors[word * dimension + d]!, kept[d]!];
      dot += value * near;
      own += value * value;
      other += near * near;
      errors += (value - near) ** 2;
    }
    squares += own;
    const cosine = dot / Math.sqrt(own * other);
    sum += cosine;
    least = Math.min(least, cosine);
  }
  return { relativeRms: Math.sqrt(errors / squares), meanCosine: sum / words.length, leastCosine: least };
}

/** How much of a corpus the table covers; shares are of its word tokens. */
export function coverageOf(table: WordTable, corpus: Corpus): object {
  const { report } = fillVectors(corpus.vocabulary, table, 'zero');
  const share = (count: number): number => Number((count / Math.max(1, report.words)).toFixed(5));
  return {
    poems: corpus.poems.length,
    wordTokens: report.words,
    foundAsIs: share(report.foundAsIs),
    foundByFallback: share(report.foundByFallback),
    bySteps: Object.fromEntries(Object.entries(report.bySteps).map(([step, count]) => [step, share(count)])),
    induced: share(report.induced),
    outOfVocabulary: share(report.outOfVocabulary),
    commonestMissing: report.commonestMissing.map(({ token, count }) => `${token} ${count}`).join(', '),
  };
}
