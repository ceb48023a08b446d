import { describe, expect, it } from 'vitest';
import { meanPoint, pointsBetween, sharesBetween, shifted } from '../../src/analysis/bottleneck-points.ts';

const from = Float32Array.of(0.1, -2, 1 / 3);
const to = Float32Array.of(0.7, 2, -5);

describe('points between two', () => {
  it('begin and end with the two, to the bit', () => {
    for (const count of [2, 5, 12]) {
      const points = pointsBetween(from, to, count);
      expect(points).toHaveLength(count);
      expect(points[0]).toEqual(from);
      expect(points.at(-1)).toEqual(to);
    }
  });

  it('lie evenly on the straight line', () => {
    expect(sharesBetween(5)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const [, quarter, half] = pointsBetween(from, to, 5);
    [0.25, -1, -1].forEach((x, d) => expect(quarter![d]).toBeCloseTo(x, 6));
    [0.4, 0, -7 / 3].forEach((x, d) => expect(half![d]).toBeCloseTo(x, 6));
  });
});

describe('moving a point from one mean to another', () => {
  const vectors = Float32Array.of(1, 10, 3, 20, 5, 60);

  it('takes the mean of the rows that are named', () => {
    expect([...meanPoint(vectors, 2, [0, 2])]).toEqual([3, 35]);
    expect([...meanPoint(vectors, 2, [1])]).toEqual([3, 20]);
  });

  it('adds one mean and takes the other away, as strongly as is asked', () => {
    const point = Float32Array.of(1, 1);
    expect([...shifted(point, [4, 0], [2, 8], 0.5)]).toEqual([2, -3]);
    expect([...shifted(point, [4, 0], [2, 8], 2)]).toEqual([5, -15]);
  });

  it('changes nothing with a strength of 0, nor from a mean to itself', () => {
    expect(shifted(from, [4, 0, 1], [2, 8, 9], 0)).toEqual(from);
    expect(shifted(from, [4, 0, 1], [4, 0, 1], 2)).toEqual(from);
  });
});
