import { afterEach, describe, expect, it } from 'vitest';
import { createWordScorer, temperatures, type WordScores } from '../../src/analysis/word-scores.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { useThreads } from '../../src/engine/wasm/threads/default-threads.ts';

describe('reading vectors as words', () => {
  // Padding, unknown, then four words in a plane.
  const words = Float32Array.from([0, 0, 9, 9, 1, 0, 0, 1, -1, 0, 3, 0.1]);

  it('takes the nearest by cosine, and counts the words before the true one', async () => {
    const { words: choices, score } = await createWordScorer(words, 2);
    expect(choices).toBe(4);
    const { nearest, rank } = await score(Float32Array.from([5, 0, 0, 2, 2, 0]), Int32Array.from([2, 4, 5]), [1]);
    expect([...nearest]).toEqual([2, 3, 2]);
    // Seen from (0, 2): word 3, word 5, word 2 and word 4 (both at right angles, by id). Padding is no word.
    expect([...rank]).toEqual([0, 3, 1]);
  });

  it('finds each word as likely as its distance says', async () => {
    const { score } = await createWordScorer(words, 2);
    const y = [0.5, 0.25];
    const choices = [2, 1, 0.5];
    const { surprise } = await score(Float32Array.from(y), Int32Array.from([3]), choices);
    choices.forEach((temperature, k) => {
      const mass = [2, 3, 4, 5].map((id) => {
        const squared = (words[2 * id]! - y[0]!) ** 2 + (words[2 * id + 1]! - y[1]!) ** 2;
        return Math.exp(-squared / (2 * temperature));
      });
      const expected = -Math.log(mass[1]! / mass.reduce((sum, x) => sum + x, 0));
      expect(surprise[k]).toBeCloseTo(expected, 5);
    });
  });

  it('is sure of a perfect vector when the temperature is low, and knows nothing when it is high', async () => {
    const { score } = await createWordScorer(words, 2);
    const { surprise } = await score(words.subarray(4), Int32Array.from([2, 3, 4, 5]), [1e6]);
    for (const value of surprise) expect(Math.exp(value)).toBeCloseTo(4, 3);
    const sure = await score(words.subarray(4), Int32Array.from([2, 3, 4, 5]), [1e-3]);
    for (const value of sure.surprise) expect(Math.exp(value)).toBeCloseTo(1, 9);
  });

  it('counts a word without a vector as never found', async () => {
    const { score } = await createWordScorer(Float32Array.from([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]), 2);
    const { rank, surprise } = await score(Float32Array.from([1, 0]), Int32Array.from([3]), [1]);
    expect([rank[0], surprise[0]]).toEqual([Infinity, Math.log(2)]);
  });

  it('tries temperatures around a scale, each half of the one before', () => {
    const tried = temperatures(0.5);
    expect(tried[0]).toBe(128);
    expect(tried.at(-1)).toBe(0.5 / 256);
    expect(tried.every((t, i) => i === 0 || t === tried[i - 1]! / 2)).toBe(true);
  });
});

/** Whole numbers, of which single precision makes exact products: words that lie in one direction are really tied. */
function wholeNumbers(rows: number, dimension: number, most: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * dimension }, () => random.integer(2 * most + 1) - most);
}

/** Word by word, as the documentation of `WordScores` says. */
function bruteForce(
  words: Float32Array,
  dimension: number,
  rows: Float32Array,
  truth: Int32Array,
  choices: readonly number[],
): WordScores {
  const vectorOf = (id: number): Float32Array => words.subarray(id * dimension, (id + 1) * dimension);
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const ids = [...Array(words.length / dimension).keys()].slice(2).filter((id) => vectorOf(id).some((x) => x !== 0));
  const scores: WordScores = {
    nearest: new Int32Array(truth.length),
    rank: new Float64Array(truth.length),
    surprise: new Float64Array(truth.length * choices.length),
  };
  truth.forEach((own, row) => {
    const y = rows.subarray(row * dimension, (row + 1) * dimension);
    const cosine = (id: number): number => dot(y, vectorOf(id)) * (1 / Math.sqrt(dot(vectorOf(id), vectorOf(id))));
    const order = [...ids].sort((a, b) => cosine(b) - cosine(a) || a - b);
    scores.nearest[row] = order[0]!;
    scores.rank[row] = ids.includes(own) ? order.indexOf(own) : Infinity;
    const distance = (id: number): number => vectorOf(id).reduce((sum, x, i) => sum + (x - y[i]!) ** 2, 0);
    const least = Math.min(...ids.map(distance));
    choices.forEach((temperature, k) => {
      const sum = ids.reduce((total, id) => total + Math.exp((least - distance(id)) / (2 * temperature)), 0);
      const surprise = ids.includes(own)
        ? Math.log(sum) + (distance(own) - least) / (2 * temperature)
        : Math.log(ids.length);
      scores.surprise[row * choices.length + k] = surprise;
    });
  });
  return scores;
}

describe('many words at once', () => {
  afterEach(() => useThreads(undefined));

  it.each([1, 2, 3, 4, 5, 7, 8, 9, 13, 130])(
    'scores rows against %i words as going through them one by one does',
    async (count) => {
      const dimension = 3;
      const words = wholeNumbers(count + 2, dimension, 2, count);
      const rows = wholeNumbers(70, dimension, 3, count + 100);
      // Some words twice, some without a vector, the padding and the unknown word asked for too.
      if (count > 4) words.copyWithin(5 * dimension, 3 * dimension, 4 * dimension);
      if (count === 1) words.fill(1, 2 * dimension);
      const truth = Int32Array.from({ length: 70 }, (_, row) => row % (count + 2));
      const choices = temperatures(1);
      const scorer = await createWordScorer(words, dimension);
      const scores = await scorer.score(rows, truth, choices);
      scorer.dispose();
      const expected = bruteForce(words, dimension, rows, truth, choices);
      expect(scores.nearest).toEqual(expected.nearest);
      expect(scores.rank).toEqual(expected.rank);
      scores.surprise.forEach((value, i) => expect(value).toBeCloseTo(expected.surprise[i]!, 9));
    },
  );

  it.each([1e-9, 1e-3, 1e3, 1e9])('is as exact where the temperatures are about %f', async (scale) => {
    const [dimension, count] = [4, 50];
    const words = wholeNumbers(count, dimension, 4, 5);
    const rows = wholeNumbers(30, dimension, 4, 6);
    const truth = Int32Array.from({ length: 30 }, (_, row) => 2 + row);
    const choices = temperatures(scale);
    const scorer = await createWordScorer(words, dimension);
    const { surprise } = await scorer.score(rows, truth, choices);
    const expected = bruteForce(words, dimension, rows, truth, choices).surprise;
    surprise.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-9 * (1 + expected[i]!)));
    // Each temperature alone says the same as among the others.
    for (const [k, temperature] of choices.entries()) {
      const alone = await scorer.score(rows, truth, [temperature]);
      alone.surprise.forEach((value, row) => {
        const among = surprise[row * choices.length + k]!;
        expect(Math.abs(value - among)).toBeLessThan(1e-9 * (1 + among));
      });
    }
    scorer.dispose();
  });

  it('says the same with any number of threads', async () => {
    const random = createRandom(8);
    const dimension = 20;
    const words = Float32Array.from({ length: 301 * dimension }, () => random.normal());
    const rows = Float32Array.from({ length: 150 * dimension }, () => random.normal());
    const truth = Int32Array.from({ length: 150 }, (_, row) => 2 * row);
    const scoresWith = async (threads: number): Promise<WordScores> => {
      useThreads(threads);
      const scorer = await createWordScorer(words, dimension);
      const scores = await scorer.score(rows, truth, [4, 2, 1]);
      scorer.dispose();
      return scores;
    };
    const one = await scoresWith(1);
    for (const threads of [2, 3, 7]) expect(await scoresWith(threads)).toEqual(one);
  });

  it('finds nothing in a row that is not a number, and all in the rows beside it', async () => {
    const words = wholeNumbers(9, 2, 3, 4);
    const broken = Float32Array.from([1, 2, Number.NaN, 1, 3, -1, Infinity, 1, -Infinity, Infinity]);
    const truth = Int32Array.from([4, 4, 5, 4, 4]);
    const choices = [2, 1];
    const scorer = await createWordScorer(words, 2);
    const { rank, nearest, surprise } = await scorer.score(broken, truth, choices);
    expect(rank[1]).toBe(Infinity);
    expect([...surprise.subarray(2, 4)]).toEqual([Number.NaN, Number.NaN]);
    const sound = Float32Array.from([1, 2, 3, -1]);
    const expected = bruteForce(words, 2, sound, Int32Array.from([4, 5]), choices);
    expect([nearest[0], nearest[2]]).toEqual([...expected.nearest]);
    expect([rank[0], rank[2]]).toEqual([...expected.rank]);
    for (const [i, at] of [0, 1, 4, 5].entries()) expect(surprise[at]).toBeCloseTo(expected.surprise[i]!, 9);
  });

  it('ranks by id where a row is zero, and as likely by length', async () => {
    const words = Float32Array.from([0, 9, 3, -1, 2]);
    const scorer = await createWordScorer(words, 1);
    const { nearest, rank, surprise } = await scorer.score(new Float32Array(3), Int32Array.from([2, 3, 4]), [2]);
    expect([...nearest]).toEqual([2, 2, 2]);
    expect([...rank]).toEqual([0, 1, 2]);
    const sum = [9, 1, 4].reduce((total, square) => total + Math.exp(-square / 4), 0);
    [9, 1, 4].forEach((square, i) => expect(surprise[i]).toBeCloseTo(Math.log(sum) + square / 4, 9));
  });

  it('has nothing to choose where no word has a vector', async () => {
    const scorer = await createWordScorer(new Float32Array(8), 2);
    const { rank, nearest } = await scorer.score(Float32Array.from([1, 2]), Int32Array.from([3]), [1]);
    expect([scorer.words, rank[0], nearest[0]]).toEqual([0, Infinity, 0]);
  });

  it('stops with the signal’s reason', async () => {
    const scorer = await createWordScorer(wholeNumbers(9, 2, 3, 4), 2);
    const stopped = scorer.score(
      wholeNumbers(300, 2, 3, 5),
      new Int32Array(300).fill(3),
      [1],
      AbortSignal.abort('enough'),
    );
    await expect(stopped).rejects.toBe('enough');
  });

  it('refuses more temperatures than it has room for', async () => {
    const scorer = await createWordScorer(wholeNumbers(9, 2, 3, 4), 2);
    const many = Array.from({ length: 18 }, (_, i) => 2 ** -i);
    await expect(scorer.score(Float32Array.from([1, 2]), Int32Array.from([3]), many)).rejects.toThrow(RangeError);
  });
});
