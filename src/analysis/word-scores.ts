import { packMatrix } from './packed-matrix.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** What each vector says about words, [rows] each. */
export interface WordScores {
  /** The word nearest by cosine, ties by id. */
  nearest: Int32Array;
  /** How many words are nearer than the true one, ties by id; Infinity where that has no vector. */
  rank: Float64Array;
  /** -log p(true word) at each temperature, [rows, temperatures], natural; that of all words alike where it has no vector. */
  surprise: Float64Array;
}

export interface WordScorer {
  /** Words to choose from. */
  words: number;
  /** `vectors` is [rows, D]; `temperatures` fall by halves, as those of `temperatures` do. */
  score(
    vectors: Float32Array,
    truth: Int32Array,
    temperatures: readonly number[],
    signal?: AbortSignal,
  ): Promise<WordScores>;
}

/** `<PAD>` and `<UNK>` are no words. */
const firstWord = 2;
const rowsAtOnce = 64;
/** Powers of two around the scale: sharp enough for a perfect predictor, flat enough for one that knows nothing. */
const [flattest, sharpest] = [8, -8];

/**
 * Temperatures to try: s^2 from 256 times a mean squared error down to a 256th of it, by halves. Half or double the best
 * one changes a perplexity by little.
 */
export function temperatures(scale: number): number[] {
  const unit = scale > 0 ? scale : 1;
  return Array.from({ length: flattest - sharpest + 1 }, (_, i) => unit * 2 ** (flattest - i));
}

/** Reads vectors as words of `vectors`, [vocabulary, D]; words without a vector (zero) are none to choose. */
export async function createWordScorer(vectors: Float32Array, dimension: number): Promise<WordScorer> {
  const squares = new Float64Array(vectors.length / dimension);
  for (let id = 0, i = 0; id < squares.length; id++)
    for (let d = 0; d < dimension; d++, i++) squares[id]! += vectors[i]! * vectors[i]!;
  const ids = Int32Array.from([...squares.keys()].filter((id) => id >= firstWord && squares[id]! > 0));
  const places = new Map(Array.from(ids, (id, place) => [id, place]));
  const words = new Float32Array(ids.length * dimension);
  ids.forEach((id, place) => words.set(vectors.subarray(id * dimension, (id + 1) * dimension), place * dimension));
  const wordSquares = Float64Array.from(ids, (id) => squares[id]!);
  const inverseNorms = wordSquares.map((square) => 1 / Math.sqrt(square));
  const products = await packMatrix(words, dimension, ids.length, { transposed: true, atMostRows: rowsAtOnce });

  const scoreRow = (dots: Float32Array, place: number | undefined, row: number, into: WordScores): void => {
    let best = 0;
    let bestCosine = -Infinity;
    // A row's own length changes neither which word is nearest nor which is likeliest.
    const own = place === undefined ? Number.NaN : dots[place]! * inverseNorms[place]!;
    let before = 0;
    for (let word = 0; word < dots.length; word++) {
      const cosine = dots[word]! * inverseNorms[word]!;
      if (cosine > bestCosine) {
        bestCosine = cosine;
        best = word;
      }
      if (cosine > own || (cosine === own && word < place!)) before += 1;
    }
    into.nearest[row] = ids[best] ?? 0;
    into.rank[row] = place === undefined ? Infinity : before;
  };

  return {
    words: ids.length,
    async score(rows, truth, choices, signal) {
      const count = truth.length;
      const scores: WordScores = {
        nearest: new Int32Array(count),
        rank: new Float64Array(count),
        surprise: new Float64Array(count * choices.length),
      };
      for (let from = 0; from < count; from += rowsAtOnce) {
        const here = Math.min(rowsAtOnce, count - from);
        products.left.set(rows.subarray(from * dimension, (from + here) * dimension));
        const dots = products.multiply(here);
        for (let i = 0; i < here; i++) {
          const line = dots.subarray(i * ids.length, (i + 1) * ids.length);
          const place = places.get(truth[from + i]!);
          scoreRow(line, place, from + i, scores);
          const surprise = scores.surprise.subarray((from + i) * choices.length, (from + i + 1) * choices.length);
          if (place === undefined) surprise.fill(Math.log(ids.length));
          else surprises(line, wordSquares, place, choices, surprise);
        }
        await yieldToEvents(signal);
      }
      return scores;
    },
  };
}

/** Below this, a word's share is lost beside the nearest one's even for a million words. */
const leastExponent = -40;

/**
 * -log p at each temperature. With g = |v|^2 - 2 y.v, a distance up to what all words share, and x = g - min g, p(v) is
 * exp(-x / 2 s^2) / sum; halving s^2 squares each term, so one exponential a word does for all temperatures.
 */
function surprises(
  dots: Float32Array,
  squares: Float64Array,
  truth: number,
  choices: readonly number[],
  surprise: Float64Array,
): void {
  let least = Infinity;
  for (let word = 0; word < dots.length; word++) least = Math.min(least, squares[word]! - 2 * dots[word]!);
  surprise.fill(0);
  const rate = 1 / (2 * choices[0]!);
  for (let word = 0; word < dots.length; word++) {
    const exponent = -rate * (squares[word]! - 2 * dots[word]! - least);
    if (exponent < leastExponent) continue;
    let term = Math.exp(exponent);
    for (let k = 0; k < choices.length; k++) {
      surprise[k]! += term;
      term *= term;
      if (term < 1e-18) break;
    }
  }
  const own = squares[truth]! - 2 * dots[truth]! - least;
  for (let k = 0; k < choices.length; k++) surprise[k] = Math.log(surprise[k]!) + own / (2 * choices[k]!);
}
