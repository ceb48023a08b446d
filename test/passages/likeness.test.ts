import { expect, it } from 'vitest';
import { authorGroups, meanPoint, mostAlike, poemGroups } from '../../src/passages/likeness.ts';
import { madeUpTable } from './made-up-passages.ts';

const table = madeUpTable(21, 4, 6);

it('poems most alike are those whose mean points lie nearest', () => {
  const groups = poemGroups(table);
  const asked = groups[3]!;
  const mean = meanPoint(table, asked);
  const cosine = (other: Float64Array): number => other.reduce((sum, x, d) => sum + x * mean[d]!, 0);
  const alike = mostAlike(table, groups, asked, 5);
  const expected = groups
    .filter((group) => group !== asked)
    .map((group) => cosine(meanPoint(table, group)))
    .sort((a, b) => b - a)
    .slice(0, 5);
  alike.forEach(({ value }, i) => expect(value).toBeCloseTo(expected[i]!, 6));
});

it('by distance, the least comes first', () => {
  const far = madeUpTable(10, 2, 3, { measure: 'euclidean', whitened: false });
  const groups = poemGroups(far);
  const values = mostAlike(far, groups, groups[0]!, 9).map(({ value }) => value);
  expect(values).toEqual([...values].sort((a, b) => a - b));
});

it('authors hold all of their poems, by name', () => {
  const authors = authorGroups(table);
  expect(authors.map(({ name }) => name)).toEqual(Array.from({ length: 7 }, (_, i) => `Poet ${i}`));
  expect(authors[2]!.poems).toEqual([2, 9, 16]);
});
