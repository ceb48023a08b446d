import { describe, expect, it } from 'vitest';
import { bleu } from '../../src/analysis/bleu.ts';
import { weightedMeanPooledRows, type EmbeddedChunks } from '../../src/analysis/embedded-chunks.ts';
import { tfIdfRows, tfIdfSearch } from '../../src/analysis/tf-idf.ts';
import { inverseFrequencyWeights } from '../../src/analysis/word-weights.ts';

/** Three chunks over the ids 1 to 4, one number a word. */
const tiny: EmbeddedChunks = {
  window: 4,
  tokens: Int32Array.from([1, 2, 2, 1, 1, 3, 0, 0, 4, 1, 0, 0]),
  lengths: Int32Array.from([4, 2, 2]),
  vectors: Float32Array.from([0, 1, 2, 4, 8]),
  dimension: 1,
};

describe('smooth inverse frequency', () => {
  it('is a / (a + share among the training tokens), and that of one occurrence for a word never trained on', () => {
    const weights = inverseFrequencyWeights(tiny, [0, 1]);
    expect(weights[1]).toBeCloseTo(0.001 / (0.001 + 3 / 6), 12);
    expect(weights[2]).toBeCloseTo(0.001 / (0.001 + 2 / 6), 12);
    expect(weights[3]).toBeCloseTo(0.001 / (0.001 + 1 / 6), 12);
    expect(weights[4]).toBe(weights[3]);
  });

  it('weighs the words of a chunk’s mean', () => {
    const pooled = weightedMeanPooledRows(tiny, [0, 1, 3, 5, 0]);
    expect([...pooled]).toEqual([(2 * 1 + 2 * 6) / 8, (1 + 20) / 6, 1]);
  });
});

describe('BLEU-4', () => {
  it('is 1 for the same words, and 0 where no word is the same', () => {
    expect(bleu([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])).toBe(1);
    expect(bleu([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBe(0);
    expect(bleu([1], [1])).toBe(1);
  });

  it('is the geometric mean of the n-gram precisions, one added above n = 1', () => {
    // 1 2 3 9 5 6 of 1 2 3 4 5 6: 5 of 6 words, 3 of 5 pairs, 1 of 4 triples, 0 of 3 quadruples.
    const expected = ((5 / 6) * (4 / 6) * (2 / 5) * (1 / 4)) ** (1 / 4);
    expect(bleu([1, 2, 3, 9, 5, 6], [1, 2, 3, 4, 5, 6])).toBeCloseTo(expected, 12);
  });

  it('counts a repeated word as often as the reference has it', () => {
    // 2 of 4 words, and of 3 pairs, 2 triples and 1 quadruple none.
    const expected = ((2 / 4) * (1 / 4) * (1 / 3) * (1 / 2)) ** (1 / 4);
    expect(bleu([7, 7, 7, 7], [7, 1, 7, 2])).toBeCloseTo(expected, 12);
  });

  it('punishes what is shorter than the reference', () => {
    expect(bleu([1, 2, 3, 4], [1, 2, 3, 4, 5])).toBeCloseTo(Math.exp(1 - 5 / 4), 12);
  });
});

describe('TF-IDF', () => {
  it('weighs words that few training chunks hold, by how often they stand there', () => {
    const { offsets, columns, values } = tfIdfRows(tiny, [0, 1, 2]);
    // Word 1 stands in every chunk and weighs nothing; each chunk has one other word.
    expect([...offsets]).toEqual([0, 1, 2, 3]);
    expect([...columns]).toEqual([2, 3, 4]);
    expect([...values]).toEqual([1, 1, 1]);
    const others = tfIdfRows(tiny, [1, 2]);
    // log(3/3) = 0 for word 1, log(3/1) for word 2, log(3/2) for words 3 and 4.
    expect([...others.columns]).toEqual([2, 3, 4]);
    const two = tfIdfRows({ ...tiny, tokens: Int32Array.from([3, 2, 2, 1, 1, 3, 0, 0, 4, 1, 0, 0]) }, [0, 1, 2]);
    const [once, twice] = [Math.log(4 / 3), 2 * Math.log(4 / 2)];
    const length = Math.hypot(once, twice);
    expect([...two.columns.subarray(0, 2)]).toEqual([3, 2]);
    expect(two.values[0]).toBeCloseTo(once / length, 6);
    expect(two.values[1]).toBeCloseTo(twice / length, 6);
  });

  it('finds chunks by the words they share', async () => {
    const chunks = { ...tiny, tokens: Int32Array.from([2, 3, 1, 1, 2, 3, 0, 0, 4, 1, 0, 0]) };
    const found: number[][] = [];
    await tfIdfSearch(chunks, [0, 1, 2])(Int32Array.from([0, 2]), (_, row) => found.push([...row]));
    // Words 1 to 3 stand in two chunks, word 4 in one: of weights log(4/3) and log(4/2).
    const [common, rare] = [Math.log(4 / 3), Math.log(2)];
    expect(found[0]![1]).toBeCloseTo(2 / Math.sqrt(6 * 2), 6);
    expect(found[0]![2]).toBeCloseTo((2 * common) / (Math.sqrt(6) * Math.hypot(common, rare)), 6);
    expect(found[0]![0]).toBeCloseTo(1, 6);
    expect(found[1]![2]).toBeCloseTo(1, 6);
  });
});
