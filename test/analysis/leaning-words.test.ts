import { describe, expect, it } from 'vitest';
import { leaningWords, meanDifference } from '../../src/analysis/leaning-words.ts';

describe('words that a direction leans towards', () => {
  const words = { ids: [7, 3, 9, 4], vectors: Float32Array.of(1, 0, 0, 2, 3, 3, -1, 0) };

  it('are those that point its way, however long their vectors are', () => {
    const found = leaningWords(Float64Array.of(2, 2), words, 3);
    expect(found.map(({ id }) => id)).toEqual([9, 7, 3]);
    expect(found[0]!.cosine).toBeCloseTo(1, 6);
    expect(found[1]!.cosine).toBeCloseTo(Math.SQRT1_2, 6);
    expect(leaningWords(Float64Array.of(-1, 0), words, 1)).toEqual([{ id: 4, cosine: 1 }]);
  });

  it('are no more than there are, and of no direction where there is none', () => {
    expect(leaningWords(Float64Array.of(1, 0), words, 10)).toHaveLength(4);
    for (const { cosine } of leaningWords(Float64Array.of(0, 0), words, 4)) expect(cosine).toBeCloseTo(0);
  });

  it('follow from the mean over the steps asked for', () => {
    const decoded = Float32Array.of(1, 2, 3, 4, 100, 100);
    const average = Float32Array.of(0, 1, 0, 1, 0, 0);
    expect([...meanDifference(decoded, average, 2, 2)]).toEqual([2, 2]);
    expect([...meanDifference(decoded, average, 1, 2)]).toEqual([1, 1]);
  });
});
