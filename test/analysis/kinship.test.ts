import { describe, expect, it } from 'vitest';
import { evenly, kinQueries, kinshipByChance, kinshipFound, type Kin } from '../../src/analysis/kinship.ts';
import { cosineSearch, type SimilaritySearch } from '../../src/analysis/similarity-search.ts';
import { createRandom } from '../../src/corpus/random.ts';

/** Poems of so many chunks, each overlapping its neighbours. */
function kinOf(poems: readonly (readonly [author: string, chunks: number])[]): Kin {
  const places = poems.flatMap(([, chunks], poem) =>
    Array.from({ length: chunks }, (_, indexInPoem) => ({
      ...{ poem, indexInPoem, tokenStart: indexInPoem * 40, tokenEnd: indexInPoem * 40 + 50 },
    })),
  );
  return { places, authors: places.map(({ poem }) => poems[poem]![0]) };
}

const kin = kinOf([
  ['Ann', 4],
  ['Ben', 3],
  ['Ann', 2],
  ['', 3],
  ['', 3],
]);
const all = Int32Array.from(kin.places.keys());

/** The same similarities for every question. */
const fixed =
  (similarities: readonly number[]): SimilaritySearch =>
  (queries, visit) => {
    queries.forEach((_, i) => visit(i, Float32Array.from(similarities)));
    return Promise.resolve();
  };

describe('kinship of neighbours', () => {
  it('is asked of chunks that have something to find', () => {
    const { chunks, ofPoem, ofAuthor, answerable } = kinQueries(kin, all, 100);
    // The two chunks of the third poem overlap, but their author has another poem; the middle of three has nothing.
    expect([...chunks]).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 14]);
    expect(answerable).toBe(12);
    expect([...ofPoem]).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]);
    expect([...ofAuthor]).toEqual([1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0]);
    expect(kinQueries(kin, all, 3).chunks).toHaveLength(3);
  });

  it('is found as counted by hand', async () => {
    const queries = kinQueries(kin, [0], 1);
    // Nearest to chunk 0: its neighbour 1, then 7 and 8 of the same author, 3 of the same poem, 9, 10, 11, ...
    const similarities = [1, 0.9, -0.5, 0.6, 0.1, 0, 0, 0.8, 0.7, 0.5, 0.4, 0.3, -0.1, -0.2, -0.3];
    const found = await kinshipFound(kin, queries, fixed(similarities));
    expect(found.adjacentIn5[0]).toBe(1);
    // Without 1, which overlaps: 7, 8, 3, 9, 10.
    expect(found.samePoemAt5[0]).toBe(1 / 5);
    // Of other poems: 7, 8, 9, 10, 11.
    expect(found.sameAuthorAt5[0]).toBe(2 / 5);
  });

  it('is unknown where there is nothing to find', async () => {
    const queries = kinQueries(kin, [4, 7], 2);
    const found = await kinshipFound(kin, queries, fixed(Array.from(all, () => 0)));
    expect(found.sameAuthorAt5[0]).toBeNaN();
    expect(found.samePoemAt5[1]).toBeNaN();
    expect(found.adjacentIn5[1]).toBeNaN();
  });

  it('by chance is what drawing gives on average', async () => {
    const random = createRandom(1);
    const queries = kinQueries(kin, [0, 8], 2);
    const chance = kinshipByChance(kin, queries);
    const means = { samePoemAt5: 0, adjacentIn5: 0, sameAuthorAt5: 0 };
    for (let turn = 0; turn < 4000; turn++) {
      const found = await kinshipFound(kin, queries, fixed(Array.from(all, () => random.uniform())));
      for (const name of ['samePoemAt5', 'adjacentIn5', 'sameAuthorAt5'] as const)
        means[name] += found[name][0]! / 4000;
    }
    expect(chance.samePoemAt5[0]).toBeCloseTo(2 / 13, 9);
    expect(chance.sameAuthorAt5[0]).toBeCloseTo(2 / 11, 9);
    expect(chance.adjacentIn5[0]).toBeCloseTo(5 / 14, 9);
    for (const name of ['samePoemAt5', 'adjacentIn5', 'sameAuthorAt5'] as const)
      expect(Math.abs(means[name] - chance[name][0]!)).toBeLessThan(0.03);
  });
});

it('a cosine search tells every similarity around the training mean, in blocks', async () => {
  const random = createRandom(2);
  const vectors = Float32Array.from({ length: 150 * 3 }, () => random.normal() + 2);
  const train = Array.from({ length: 100 }, (_, i) => i);
  const centre = [0, 1, 2].map((d) => train.reduce((sum, row) => sum + vectors[row * 3 + d]!, 0) / 100);
  const unit = (row: number): number[] => {
    const x = [0, 1, 2].map((d) => vectors[row * 3 + d]! - centre[d]!);
    return x.map((value) => value / Math.hypot(...x));
  };
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, d) => sum + x * b[d]!, 0);
  const queries = Int32Array.from({ length: 140 }, (_, i) => i + 10);
  const seen = new Set<number>();
  await cosineSearch(
    vectors,
    3,
    train,
  )(queries, (query, row) => {
    seen.add(query);
    for (const other of [0, 77, 149]) expect(row[other]).toBeCloseTo(dot(unit(queries[query]!), unit(other)), 4);
  });
  expect(seen.size).toBe(140);
});

it('indices are taken evenly, each once', () => {
  const taken = evenly(
    Int32Array.from({ length: 100 }, (_, i) => i),
    4,
  );
  expect([...taken]).toEqual([12, 37, 62, 87]);
  expect([...evenly(Int32Array.from([5, 6]), 4)]).toEqual([5, 6]);
});
