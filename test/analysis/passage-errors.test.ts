import { describe, expect, it } from 'vitest';
import { histogram, median } from '../../src/analysis/histogram.ts';
import { meanWordErrors } from '../../src/analysis/mean-word-errors.ts';
import { createReconstructionTally } from '../../src/analysis/reconstruction-tally.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { madeUpChunks } from './made-up-chunks.ts';

describe('the errors of always guessing one word vector', () => {
  it('are those of a network that says it at every position', () => {
    const { chunks } = madeUpChunks(4, 5, 3);
    const guess = Float64Array.from({ length: chunks.dimension }, (_, d) => d / 10);
    const tally = createReconstructionTally(chunks);
    const said = Array.from({ length: chunks.window }, () => [...guess]).flat();
    chunks.lengths.forEach((_, chunk) => tally.add(chunk, said, 0));
    const { mse, cosine } = meanWordErrors(chunks, guess);
    expect(mse).toHaveLength(20);
    for (const expected of tally.perChunk()) {
      expect(mse[expected.chunk]).toBeCloseTo(expected.mse, 5);
      expect(cosine[expected.chunk]).toBeCloseTo(expected.cosine, 5);
    }
  });
});

describe('a histogram', () => {
  const random = createRandom(9);
  const values = Array.from({ length: 1000 }, () => random.normal() / 7);
  const others = Array.from({ length: 100 }, () => 0.3 + random.uniform());

  it('has every number of every set in the bin that it belongs to', () => {
    const { start, step, counts } = histogram([values, others, []], 30);
    expect(counts.map((bins) => bins.reduce((sum, count) => sum + count, 0))).toEqual([1000, 100, 0]);
    counts[0]!.forEach((count, i) => {
      const [from, to] = [start + i * step, start + (i + 1) * step];
      expect(values.filter((value) => value >= from && value < to)).toHaveLength(count);
    });
    expect(new Set(counts.map(({ length }) => length)).size).toBe(1);
    expect(counts[0]!.length).toBeGreaterThan(10);
    expect(counts[0]!.length).toBeLessThanOrEqual(32);
    expect(String(step)).toMatch(/^0\.0*[125]$/);
  });

  it('is one bin for numbers that are all alike, and none for no numbers', () => {
    expect(histogram([[2, 2, 2]], 30).counts).toEqual([[3]]);
    expect(histogram([[0]], 30).counts).toEqual([[1]]);
    expect(histogram([[], []], 30).counts).toEqual([[], []]);
  });

  it('has a median beside it', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});
