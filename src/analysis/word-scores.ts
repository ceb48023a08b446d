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
  /** Lets go of the words' memory. */
  dispose(): void;
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

  const distances = new Float64Array(ids.length);

  /** Enters a row's nearest word and rank, and leaves |v|^2 - 2 y.v of each word in `distances`; gives the least. */
  const scoreRow = (dots: Float32Array, place: number, row: number, into: WordScores): number => {
    // A row's own length changes neither which word is nearest nor which is likeliest.
    const own = place < 0 ? Number.NaN : dots[place]! * inverseNorms[place]!;
    let best = 0;
    let bestCosine = -Infinity;
    let least = Infinity;
    let before = 0;
    for (let word = 0; word < dots.length; word++) {
      const dot = dots[word]!;
      const cosine = dot * inverseNorms[word]!;
      if (cosine > bestCosine) {
        bestCosine = cosine;
        best = word;
      }
      if (cosine > own || (cosine === own && word < place)) before += 1;
      const distance = wordSquares[word]! - 2 * dot;
      if (distance < least) least = distance;
      distances[word] = distance;
    }
    into.nearest[row] = ids[best] ?? 0;
    into.rank[row] = place < 0 ? Infinity : before;
    return least;
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
          const place = places.get(truth[from + i]!) ?? -1;
          const least = scoreRow(line, place, from + i, scores);
          const surprise = scores.surprise.subarray((from + i) * choices.length, (from + i + 1) * choices.length);
          if (place < 0) surprise.fill(Math.log(ids.length));
          else surprises(distances, least, place, choices, surprise);
        }
        await yieldToEvents(signal);
      }
      return scores;
    },
    dispose: () => products.dispose(),
  };
}

/** Below this, a word's share is lost beside the nearest one's even for a million words. */
const leastExponent = -30;
const leastTerm = Math.exp(leastExponent);

/**
 * -log p at each temperature. `distances` are straight ones, squared, up to what all words share; with x a distance less
 * the least, p(v) is exp(-x / 2 s^2) / sum. Halving s^2 squares each term: one exponential a word does for all.
 */
function surprises(
  distances: Float64Array,
  least: number,
  truth: number,
  choices: readonly number[],
  surprise: Float64Array,
): void {
  surprise.fill(0);
  const rate = 1 / (2 * choices[0]!);
  const reach = least - leastExponent / rate;
  for (let word = 0; word < distances.length; word++) {
    const distance = distances[word]!;
    if (distance > reach) continue;
    let term = Math.exp(rate * (least - distance));
    for (let k = 0; k < choices.length && term > leastTerm; k++) {
      surprise[k]! += term;
      term *= term;
    }
  }
  const own = distances[truth]! - least;
  for (let k = 0; k < choices.length; k++) surprise[k] = Math.log(surprise[k]!) + own / (2 * choices[k]!);
}
