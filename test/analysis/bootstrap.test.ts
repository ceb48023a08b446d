import { describe, expect, it } from 'vitest';
import { pooledRatio, resampleGroups } from '../../src/analysis/bootstrap.ts';
import { createRandom } from '../../src/corpus/random.ts';

const ones = (count: number): Float64Array => new Float64Array(count).fill(1);

describe('an interval by drawing groups anew', () => {
  it('covers the true mean in about 95 of 100 samples', () => {
    const random = createRandom(4);
    let covered = 0;
    for (let sample = 0; sample < 200; sample++) {
      const values = Float64Array.from({ length: 60 }, () => 3 + random.normal());
      const { interval } = resampleGroups(60, random, 400).estimate(pooledRatio(values, ones(60)));
      if (interval!.low <= 3 && interval!.high >= 3) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200).toBeLessThan(0.99);
  });

  it('is as wide as the standard error says', () => {
    const random = createRandom(5);
    const values = Float64Array.from({ length: 400 }, () => random.normal());
    const { value, interval } = resampleGroups(400, random).estimate(pooledRatio(values, ones(400)));
    const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / 400;
    const width = (2 * 1.96 * Math.sqrt(variance)) / Math.sqrt(400);
    expect((interval!.high - interval!.low) / width).toBeCloseTo(1, 1);
  });

  it('is narrow for a difference whose two sides rise and fall together', () => {
    const random = createRandom(6);
    const one = Float64Array.from({ length: 50 }, () => 10 * random.normal());
    const other = one.map((x) => x - 1);
    const [a, b] = [pooledRatio(one, ones(50)), pooledRatio(other, ones(50))];
    const { value, interval } = resampleGroups(50, random).estimate((times) => a(times) - b(times));
    expect([value, interval!.low, interval!.high]).toEqual([1, 1, 1].map((x) => expect.closeTo(x, 9) as number));
  });

  it('draws whole groups: members that are alike do not make a figure surer', () => {
    const random = createRandom(7);
    const values = Array.from({ length: 20 }, () => random.normal());
    const width = (members: number): number => {
      const sums = values.map((x) => x * members);
      const counts = values.map(() => members);
      const { interval } = resampleGroups(20, createRandom(1)).estimate(pooledRatio(sums, counts));
      return interval!.high - interval!.low;
    };
    expect(width(100)).toBeCloseTo(width(1), 9);
  });

  it('is the same for the same seed, and none for a single group', () => {
    const values = [1, 2, 4, 8];
    const estimate = (seed: number) =>
      resampleGroups(4, createRandom(seed)).estimate(pooledRatio(values, [1, 1, 1, 1]));
    expect(estimate(1)).toEqual(estimate(1));
    expect(resampleGroups(1, createRandom(1)).estimate(pooledRatio([3], [1]))).toEqual({ value: 3, interval: null });
  });

  it('leaves out draws that cannot tell', () => {
    const { value, interval } = resampleGroups(2, createRandom(1)).estimate(pooledRatio([0, 6], [0, 2]));
    expect({ value, interval }).toEqual({ value: 3, interval: { low: 3, high: 3 } });
    expect(resampleGroups(2, createRandom(1)).interval(() => Number.NaN)).toBeNull();
  });
});
