import { isWord } from '../../corpus/special-tokens.ts';
import type { Corpus } from '../../corpus/types.ts';
import { lookUp } from '../look-up.ts';
import { gatherContexts, pooledContext, type Contexts } from './contexts.ts';
import { createLeastSquares } from './least-squares.ts';

/*
 * À-la-carte embedding (Khodak et al., "A La Carte Embedding: Cheap but Effective Induction of Semantic Feature Vectors",
 * ACL 2018): a word's vector is a linear map of the mean vector of its contexts, and the map is fitted on words whose
 * vectors are known. Here the mean is taken apart by place (before, after, near, further off), which in cross-validation
 * comes nearer to the true vectors of function words than one mean does. No length is corrected afterwards: the map's
 * shorter vectors are the ones with the least expected error.
 */

/** Words that GloVe has and the package lacks, however rare they are here. */
const alwaysInduced: readonly string[] = [
  ...'abcdefghijklmnopqrstuvwxyz',
  ...["n't", "'s", "'ll", "'d", "'re", "'ve", "'m"],
];
/** Fewer contexts say too little of other words. */
const fewestContexts = 10;
/** A letter met so often is drawn half towards the context of all letters; a rarer one more, for its own says little. */
const letterPrior = 50;

/** Words met less often are not fitted on. */
const fewestFitted = 10;
/** From this count on, more contexts do not make a mean more certain. */
const fullWeight = 1000;
const ridge = 3e-4;

export interface InducedVectors {
  /** In order of falling count. */
  words: string[];
  /** [words, dimension] */
  vectors: Float32Array;
  /** Words that the map was fitted on. */
  fittedOn: number;
  /** Mean cosine of induced to true vectors, the map fitted without them (10-fold), for words by their rank in the corpus. */
  crossValidation: { ranks1To100: number; ranks101To1000: number; ranksAbove1000: number };
}

/** Vectors for the words that the poems use, GloVe as here given lacks, and no fall-back finds. */
export function induceVectors(
  corpus: Corpus,
  dimension: number,
  known: ReadonlyMap<string, Float64Array>,
): InducedVectors {
  const has = (word: string): boolean => known.has(word);
  const vectorOf = (word: string): Float64Array | undefined => {
    const found = lookUp(word, has);
    return found && meanOf(found.words.map((part) => known.get(part)!));
  };
  // A bare letter must not be found by a fall-back meant for words.
  const contexts = gatherContexts(corpus, dimension, (word) =>
    alwaysInduced.includes(word) ? undefined : vectorOf(word),
  );
  const { words, counts } = contexts;
  const fitted = [...words.keys()].filter((word) => counts[word]! >= fewestFitted && known.has(words[word]!));
  const truth = (word: number): Float64Array => known.get(words[word]!)!;
  const map = fit(contexts, fitted, truth, dimension);

  const numbers = new Map(words.map((word, number) => [word, number]));
  const always = alwaysInduced.filter((word) => !known.has(word) && (numbers.has(word) || isLetter(word)));
  const willHave = new Set([...known.keys(), ...always]);
  const others = words.filter(
    (word, number) =>
      counts[number]! >= fewestContexts && isWord(word) && !lookUp(word, (other) => willHave.has(other)),
  );
  const countOf = (word: string): number => counts[numbers.get(word) ?? -1] ?? 0;
  const induced = [...always, ...others].sort((a, b) => countOf(b) - countOf(a));
  const letters = pooledContext(
    contexts,
    always.filter((word) => isLetter(word) && !isWordByItself(word)).flatMap((word) => numbers.get(word) ?? []),
  );
  const vectors = new Float32Array(induced.length * dimension);
  induced.forEach((word, row) => {
    const number = numbers.get(word);
    const own = number === undefined ? letters : contextOf(contexts, number);
    const share = isLetter(word) && !isWordByItself(word) ? countOf(word) / (countOf(word) + letterPrior) : 1;
    const context = own.map((value, i) => share * value + (1 - share) * letters[i]!);
    vectors.set(apply(map, context, dimension), row * dimension);
  });
  return {
    words: induced,
    vectors,
    fittedOn: fitted.length,
    crossValidation: crossValidate(contexts, fitted, truth, dimension),
  };
}

function contextOf({ means, width }: Contexts, word: number): Float64Array {
  return means.subarray(word * width, (word + 1) * width);
}

function isLetter(word: string): boolean {
  return /^[a-z]$/.test(word);
}

function isWordByItself(letter: string): boolean {
  return letter === 'a' || letter === 'i' || letter === 'o';
}

function fit(
  contexts: Contexts,
  words: readonly number[],
  truth: (word: number) => Float64Array,
  dimension: number,
): Float64Array {
  const squares = createLeastSquares(contexts.width, dimension);
  for (const word of words)
    squares.add(contextOf(contexts, word), truth(word), Math.min(contexts.counts[word]!, fullWeight));
  return squares.solve(ridge);
}

function apply(map: Float64Array, context: Float64Array, dimension: number): Float64Array {
  const vector = new Float64Array(dimension);
  for (let i = 0; i < context.length; i++)
    for (let d = 0; d < dimension; d++) vector[d]! += context[i]! * map[i * dimension + d]!;
  return vector;
}

function crossValidate(
  contexts: Contexts,
  fitted: readonly number[],
  truth: (word: number) => Float64Array,
  dimension: number,
): InducedVectors['crossValidation'] {
  const folds = 10;
  const cosines = new Float64Array(fitted.length);
  for (let fold = 0; fold < folds; fold++) {
    const map = fit(
      contexts,
      fitted.filter((_, rank) => rank % folds !== fold),
      truth,
      dimension,
    );
    for (let rank = fold; rank < fitted.length; rank += folds) {
      const word = fitted[rank]!;
      cosines[rank] = cosine(apply(map, contextOf(contexts, word), dimension), truth(word));
    }
  }
  const mean = (from: number, to: number): number => {
    const part = cosines.subarray(from, to);
    return part.reduce((sum, value) => sum + value, 0) / Math.max(1, part.length);
  };
  return { ranks1To100: mean(0, 100), ranks101To1000: mean(100, 1000), ranksAbove1000: mean(1000, fitted.length) };
}

function meanOf(vectors: readonly Float64Array[]): Float64Array {
  return vectors[0]!.map((_, d) => vectors.reduce((sum, vector) => sum + vector[d]!, 0) / vectors.length);
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let d = 0; d < a.length; d++) {
    dot += a[d]! * b[d]!;
    aa += a[d]! * a[d]!;
    bb += b[d]! * b[d]!;
  }
  return dot / Math.sqrt(aa * bb);
}
