import { createArena } from '../engine/wasm/arena.ts';
import { instantiateKernels } from '../engine/wasm/kernels.ts';
import { matrix, multiplyPacked, packedLength, packInto, transpose } from '../engine/wasm/matrix.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** What each vector says about words, [rows] each. */
export interface WordScores {
  /** The word nearest by cosine, ties by id. */
  nearest: Int32Array;
  /**
   * How many words are nearer than the true one, ties by id; Infinity where that has no vector, or the row is not a
   * number.
   */
  rank: Float64Array;
  /** -log p(true word) at each temperature, [rows, temperatures], natural; that of all words alike where it has no vector. */
  surprise: Float64Array;
}

export interface WordScorer {
  /** Words to choose from. */
  words: number;
  /**
   * `vectors` is [rows, D]; `temperatures` fall by halves, as those of `temperatures` do, and are as many as those at
   * most.
   */
  score(
    vectors: Float32Array,
    truth: Int32Array,
    temperatures: readonly number[],
    signal?: AbortSignal,
  ): Promise<WordScores>;
  /** Lets go of the words' memory. */
  dispose(): void;
}

/** `<PAD>` and `<UNK>` are no words. */
const firstWord = 2;
const rowsAtOnce = 64;
/** A thread's share of them, at least: a tile of the product. */
const grain = 6;
/** Powers of two around the scale: sharp enough for a perfect predictor, flat enough for one that knows nothing. */
const [flattest, sharpest] = [8, -8];
const mostTemperatures = flattest - sharpest + 1;
/** Words that the kernel takes together. */
const wordsAtOnce = 4;
/** Doubles that the kernel wants for a row. */
const scoreLength = (temperatures: number): number => 4 + 2 * temperatures;

/**
 * Temperatures to try: s^2 from 256 times a mean squared error down to a 256th of it, by halves. Half or double the best
 * one changes a perplexity by little.
 */
export function temperatures(scale: number): number[] {
  const unit = scale > 0 ? scale : 1;
  return Array.from({ length: mostTemperatures }, (_, i) => unit * 2 ** (flattest - i));
}

/**
 * Reads vectors as words of `vectors`, [vocabulary, D]; words without a vector (zero) are none to choose. Products are
 * in single precision, all else in double. Memory: the words' vectors twice, and 64 rows of all words.
 */
export async function createWordScorer(vectors: Float32Array, dimension: number): Promise<WordScorer> {
  const lengths = squaredLengths(vectors, dimension);
  const ids = Int32Array.from([...lengths.keys()].filter((id) => id >= firstWord && lengths[id]! > 0));
  const placeOf = new Map(Array.from(ids, (id, place) => [id, place]));
  const words = Math.ceil(ids.length / wordsAtOnce) * wordsAtOnce;

  const { kernels, memory, heapBase, team } = await instantiateKernels();
  const arena = createArena(memory, heapBase);
  const right = arena.floats(words * dimension);
  const packed = arena.floats(packedLength(dimension, words));
  const inverseNorms = arena.doubles(words);
  const squares = arena.doubles(words);
  const left = arena.floats(rowsAtOnce * dimension);
  const dots = arena.floats(rowsAtOnce * words);
  const places = arena.integers(rowsAtOnce);
  const results = arena.doubles(rowsAtOnce * scoreLength(mostTemperatures));
  arena.commit();
  ids.forEach((id, place) => {
    right.view.set(vectors.subarray(id * dimension, (id + 1) * dimension), place * dimension);
    squares.view[place] = lengths[id]!;
    inverseNorms.view[place] = 1 / Math.sqrt(lengths[id]!);
  });
  // What fills up the last four is as near as no word can be.
  squares.view.fill(Infinity, ids.length);
  inverseNorms.view.fill(Number.NaN, ids.length);
  const ready = packInto(kernels, packed.address, transpose(matrix(right.address, words, dimension)));

  /** Scores the first rows of `left`. */
  const run = (rows: number, flattestOfThem: number, count: number): void => {
    const rate = Math.LOG2E / (2 * flattestOfThem);
    const scoreBytes = scoreLength(count) * 8;
    team.run(rows, grain, (calls, from, to) => {
      const product = matrix(dots.address + from * words * 4, to - from, words);
      const rowsHere = matrix(left.address + from * dimension * 4, to - from, dimension);
      multiplyPacked(calls, product, rowsHere, ready, false);
      calls.scoreWords(
        product.address,
        to - from,
        words,
        places.address + from * 4,
        inverseNorms.address,
        squares.address,
        rate,
        count,
        results.address + from * scoreBytes,
      );
    });
  };

  return {
    words: ids.length,
    async score(rows, truth, choices, signal) {
      const count = truth.length;
      if (choices.length > mostTemperatures)
        throw new RangeError(`${choices.length} temperatures are more than ${mostTemperatures}.`);
      const scores: WordScores = {
        nearest: new Int32Array(count),
        rank: new Float64Array(count),
        surprise: new Float64Array(count * choices.length),
      };
      for (let from = 0; from < count; from += rowsAtOnce) {
        const here = Math.min(rowsAtOnce, count - from);
        left.view.set(rows.subarray(from * dimension, (from + here) * dimension));
        for (let i = 0; i < here; i++) places.view[i] = placeOf.get(truth[from + i]!) ?? -1;
        run(here, choices[0]!, choices.length);
        for (let i = 0; i < here; i++) {
          const start = i * scoreLength(choices.length);
          const [best, before, beyond, ...sums] = results.view.subarray(start, start + 3 + choices.length);
          const known = places.view[i]! >= 0;
          scores.nearest[from + i] = ids[best!] ?? 0;
          // What is not a number is as near to no word, not even the true one.
          scores.rank[from + i] = known && !Number.isNaN(beyond) ? before! : Infinity;
          choices.forEach((temperature, k) => {
            const surprise = known ? Math.log(sums[k]!) + beyond! / (2 * temperature) : Math.log(ids.length);
            scores.surprise[(from + i) * choices.length + k] = surprise;
          });
        }
        await yieldToEvents(signal);
      }
      return scores;
    },
    dispose: () => team.dispose(),
  };
}

/** |v|^2 of each row, [rows]. */
function squaredLengths(vectors: Float32Array, dimension: number): Float64Array {
  const squares = new Float64Array(vectors.length / dimension);
  for (let id = 0, i = 0; id < squares.length; id++)
    for (let d = 0; d < dimension; d++, i++) squares[id]! += vectors[i]! * vectors[i]!;
  return squares;
}
