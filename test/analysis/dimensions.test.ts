import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { bottleneckSpread } from '../../src/analysis/bottleneck-spread.ts';
import { bottleneckStatistics } from '../../src/analysis/bottleneck-statistics.ts';
import {
  componentsFor,
  heldBy,
  participationRatio,
  sampleExponent,
  suggestedWidths,
} from '../../src/analysis/effective-dimension.ts';
import { symmetricEigenvalues } from '../../src/analysis/symmetric-eigenvalues.ts';
import { wordSpectrum } from '../../src/analysis/word-spectrum.ts';
import { createRandom } from '../../src/corpus/random.ts';

const random = createRandom(3);

function symmetric(size: number): number[] {
  const matrix = Array.from({ length: size * size }, () => random.normal());
  return matrix.map((value, i) => value + matrix[(i % size) * size + Math.floor(i / size)]!);
}

/** By ml-matrix, falling. */
function eigenvaluesOf(matrix: ArrayLike<number>, size: number): number[] {
  const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(size, size, Array.from(matrix)), {
    assumeSymmetric: true,
  });
  return realEigenvalues.sort((a, b) => b - a);
}

/** Shares of the variance of rows written out as often as each occurs, by ml-matrix. */
function sharesByHand(rows: readonly number[][]): number[] {
  const matrix = new Matrix(rows);
  const centred = matrix.sub(Matrix.rowVector(matrix.mean('column')).repeat({ rows: rows.length }));
  const values = eigenvaluesOf(centred.transpose().mmul(centred).to1DArray(), matrix.columns);
  const sum = values.reduce((all, value) => all + value, 0);
  return values.map((value) => value / sum);
}

function expectClose(found: ArrayLike<number>, expected: readonly number[], digits = 6): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));
}

describe('the eigenvalues of a symmetric matrix', () => {
  it('are those of a full decomposition, falling', async () => {
    for (const size of [1, 2, 3, 7, 40, 120]) {
      const matrix = symmetric(size);
      expectClose(await symmetricEigenvalues(matrix, size), eigenvaluesOf(matrix, size), 9);
    }
  });

  it('are exact for matrices that leave nothing to reduce', async () => {
    expect([...(await symmetricEigenvalues([], 0))]).toEqual([]);
    expect([...(await symmetricEigenvalues(new Float64Array(9), 3))]).toEqual([0, 0, 0]);
    expect([...(await symmetricEigenvalues([2, 0, 0, 0, 5, 0, 0, 0, 3], 3))]).toEqual([5, 3, 2]);
    // Of rank 1: all ones.
    expectClose(await symmetricEigenvalues(new Float64Array(25).fill(1), 5), [5, 0, 0, 0, 0], 12);
  });

  it('leave the matrix as it was, and refuse numbers that are not finite', async () => {
    const matrix = symmetric(6);
    const copy = [...matrix];
    await symmetricEigenvalues(matrix, 6);
    expect(matrix).toEqual(copy);
    await expect(symmetricEigenvalues([1, NaN, NaN, 1], 2)).rejects.toThrow('not finite');
  });
});

describe('the spectrum of word vectors', () => {
  const [words, dimension] = [1500, 12];
  const vectors = Float32Array.from(
    { length: words * dimension },
    (_, i) => 2 + random.normal() / (1 + (i % dimension)),
  );
  const rowOf = (word: number): number[] => [...vectors.subarray(word * dimension, (word + 1) * dimension)];

  it('counts each word as often as it is told to', async () => {
    const weights = Int32Array.from({ length: words }, (_, word) => word % 4);
    const written = [...weights.keys()].flatMap((word) => Array.from({ length: weights[word]! }, () => rowOf(word)));
    const seen: number[] = [];
    const shares = await wordSpectrum(vectors, dimension, weights, { onProgress: (done) => seen.push(done) });
    expectClose(shares, sharesByHand(written), 5);
    expect(seen).toEqual([1024, 1125]);
    const once = await wordSpectrum(vectors, dimension, new Int32Array(words).fill(1));
    expectClose(once, sharesByHand([...weights.keys()].map(rowOf)), 5);
    expect(once).not.toEqual(shares);
  });

  it('is empty of variance where nothing varies', async () => {
    expect([...(await wordSpectrum(new Float32Array(40).fill(3), 4, new Int32Array(10).fill(2)))]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([...(await wordSpectrum(vectors, dimension, new Int32Array(words)))]).toEqual(new Array(12).fill(0));
  });

  it('stops when asked to', async () => {
    const signal = AbortSignal.abort();
    await expect(wordSpectrum(vectors, dimension, new Int32Array(words).fill(1), { signal })).rejects.toThrow('abort');
  });
});

describe('the effective dimension', () => {
  it('is the number of components that hold so much of the variance', () => {
    const shares = [0.5, 0.25, 0.125, 0.125];
    expect(componentsFor(shares, 0.5)).toBe(1);
    expect(componentsFor(shares, 0.51)).toBe(2);
    expect(componentsFor(shares, 0.9)).toBe(4);
    expect(componentsFor([0.5, 0.4], 0.95)).toBe(2);
    expect(heldBy(shares, 2)).toBe(0.75);
    expect(heldBy(shares, 9)).toBe(1);
  });

  it('is, by the participation ratio, all directions when they are even and one when one holds all', () => {
    expect(participationRatio([0.25, 0.25, 0.25, 0.25])).toBe(4);
    expect(participationRatio([1, 0, 0])).toBe(1);
    expect(participationRatio([0, 0, 0])).toBe(0);
  });

  it('suggests widths around it, and never more numbers than a word vector has, nor none', () => {
    expect(suggestedWidths(20, 30, 300)).toEqual({ least: 15, most: 35 });
    expect(suggestedWidths(3, 4, 300)).toEqual({ least: 1, most: 9 });
    expect(suggestedWidths(290, 299, 300)).toEqual({ least: 285, most: 300 });
    expect(suggestedWidths(1, 1, 2)).toEqual({ least: 1, most: 2 });
  });

  it('gives the seed’s exponents', () => {
    expect(sampleExponent(300)).toBe(600);
    expect(sampleExponent(18)).toBe(36);
  });
});

describe('the spread of a bottleneck', () => {
  const [size, chunks] = [5, 80];
  // The second dimension follows the first, the last does not vary.
  const vectors = new Float32Array(chunks * size);
  for (let row = 0; row < chunks; row++) {
    const x = random.normal();
    vectors.set([x, -2 * x + 0.1 * random.normal(), random.normal(), 3 * random.normal() + 1, 7], row * size);
  }
  const rows = Array.from({ length: chunks / 2 }, (_, i) => 2 * i);
  const column = (d: number): number[] => rows.map((row) => vectors[row * size + d]!);
  const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const covariance = (a: number[], b: number[]): number =>
    a.reduce((sum, x, i) => sum + (x - mean(a)) * (b[i]! - mean(b)), 0) / (a.length - 1);

  it('is that of a plain computation over the rows asked for', async () => {
    const { means, deviations, correlations, shares } = await bottleneckSpread(vectors, size, rows);
    for (let d = 0; d < size; d++) {
      expect(means[d]).toBeCloseTo(mean(column(d)), 9);
      expect(deviations[d]).toBeCloseTo(Math.sqrt(covariance(column(d), column(d))), 9);
      for (let e = 0; e < size; e++) {
        const both = deviations[d]! * deviations[e]!;
        const expected = d === e ? 1 : both > 0 ? covariance(column(d), column(e)) / both : 0;
        expect(correlations[d * size + e]).toBeCloseTo(expected, 9);
      }
    }
    expect(correlations[1]).toBeLessThan(-0.99);
    expectClose(shares, sharesByHand(rows.map((row) => [...vectors.subarray(row * size, (row + 1) * size)])), 9);
  });

  it('agrees with the evaluation’s figures', async () => {
    const { deviations, shares } = await bottleneckSpread(vectors, size, rows);
    const evaluated = bottleneckStatistics(vectors, size, rows);
    expect(mean([...deviations])).toBeCloseTo(evaluated.deviation!, 9);
    expect(participationRatio(shares)).toBeCloseTo(evaluated.directions!, 9);
  });

  it('is nothing for a single passage', async () => {
    const { deviations, shares } = await bottleneckSpread(vectors, size, [3]);
    expect([...deviations, ...shares]).toEqual(new Array(2 * size).fill(0));
  });
});
