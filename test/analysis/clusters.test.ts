import { describe, expect, it } from 'vitest';
import { findClusters } from '../../src/analysis/clusters.ts';
import { tellingWords } from '../../src/analysis/telling-words.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { madeUpGroups } from './made-up-groups.ts';

describe('clusters', () => {
  it('are the groups that rows were made in, and as many', async () => {
    const groups = 7;
    const { count, clusterOf, silhouette, tried } = await findClusters(madeUpGroups(groups, 30), 6, createRandom(1));
    expect(count).toBe(groups);
    for (let group = 0; group < groups; group++) {
      const found = new Set(clusterOf.filter((_, row) => row % groups === group));
      expect(found.size, `group ${group}`).toBe(1);
    }
    expect(new Set(clusterOf).size).toBe(groups);
    expect(silhouette).toBeGreaterThan(0.7);
    expect(tried.map((one) => one.count)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(Math.max(...tried.map((one) => one.silhouette))).toBe(silhouette);
  });

  it('are numbered from the largest on, and the same every time', async () => {
    const points = madeUpGroups(5, 40).subarray(0, 6 * 170);
    const first = await findClusters(points, 6, createRandom(3));
    expect(await findClusters(points, 6, createRandom(3))).toEqual(first);
    const sizes = Array.from({ length: first.count }, (_, c) => first.clusterOf.filter((own) => own === c).length);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('are one where there are too few rows, or all are equal', async () => {
    expect(await findClusters(madeUpGroups(2, 3), 6, createRandom(1))).toMatchObject({ count: 1, silhouette: 0 });
    const equal = await findClusters(new Float32Array(100 * 6).fill(1), 6, createRandom(1));
    expect(equal.clusterOf.every((cluster) => cluster === 0)).toBe(true);
    expect((await findClusters(new Float32Array(0), 6, createRandom(1))).clusterOf).toHaveLength(0);
  });
});

describe('telling words', () => {
  const vocabulary = [
    '<PAD>',
    '<UNK>',
    '<LINE_BREAK>',
    'the',
    ',',
    'gull',
    'wave',
    'rose',
    'garden',
    'light',
    'Zebulon',
  ];
  const id = (word: string): number => vocabulary.indexOf(word);
  const row = (...words: string[]): number[] => words.map(id);
  const tokens = [
    row('the', 'gull', '<LINE_BREAK>', 'the', 'wave', ',', 'light', 'Zebulon', 'Zebulon', 'Zebulon'),
    row('the', 'gull', 'gull', 'light', ',', '<LINE_BREAK>', '<UNK>'),
    row('the', 'rose', 'garden', 'light', ','),
    row('the', 'rose', 'rose', 'garden', 'light'),
  ];
  const words = tellingWords({ tokens, vocabulary, poemOf: [0, 1, 2, 3] }, [0, 0, 1, 1], 2, 3);

  it('are those of a cluster that the others have not, and neither stop words nor marks', () => {
    expect(words[0]!.slice(0, 1)).toEqual(['gull']);
    expect(words[1]).toEqual(['rose', 'garden', 'light']);
  });

  it('are not those of one poem alone while others are there', () => {
    expect(words[0]!.indexOf('Zebulon')).toBe(2);
  });

  it('are none for a cluster without words', () => {
    expect(tellingWords({ tokens: [[], []], vocabulary, poemOf: [0, 1] }, [0, 1], 2, 3)).toEqual([[], []]);
  });
});
