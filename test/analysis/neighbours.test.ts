import { describe, expect, it } from 'vitest';
import { buildNeighbourIndex, nearestRows, overlap } from '../../src/analysis/neighbours.ts';

// Five passages around (10, 10): right, up, left, and two rights that differ a little.
const vectors = Float32Array.from([11, 10, 10, 11, 9, 10, 12, 10.2, 11, 9.9]);
const rows = [0, 1, 2, 3, 4];

describe('nearest rows', () => {
  it('are sorted by the cosine around the centre, not around zero', () => {
    const index = buildNeighbourIndex(vectors, 2, [1, 1, 1]);
    expect([...index.centre]).toEqual([10, 11]);
    const around = buildNeighbourIndex(Float32Array.from([1, 0, 0, 1, -1, 0, 0, -1]), 2, [0, 1, 2, 3]);
    const found = nearestRows(around, [2, 1], 4);
    expect(found.map(({ row }) => row)).toEqual([0, 1, 3, 2]);
    expect(found[0]!.similarity).toBeCloseTo(2 / Math.sqrt(5), 6);
    expect(found[3]!.similarity).toBeCloseTo(-2 / Math.sqrt(5), 6);
  });

  it('find a row itself with similarity 1', () => {
    const index = buildNeighbourIndex(vectors, 2, rows);
    for (const row of rows) {
      const [first] = nearestRows(index, vectors.subarray(row * 2, row * 2 + 2), 1);
      expect(first!.row).toBe(row);
      expect(first!.similarity).toBeCloseTo(1, 6);
    }
  });

  it('leave out what is skipped, and what conflicts with a better one', () => {
    const index = buildNeighbourIndex(vectors, 2, rows);
    const query = [11, 10];
    expect(nearestRows(index, query, 2, { skip: (row) => row === 0 }).map(({ row }) => row)).not.toContain(0);
    const apart = nearestRows(index, query, 5, { conflicts: (a, b) => Math.abs(a - b) === 1 }).map(({ row }) => row);
    for (const row of apart) expect(apart).not.toContain(row + 1);
  });

  it('are fewer than asked for where there are not enough', () => {
    const index = buildNeighbourIndex(vectors, 2, rows);
    expect(nearestRows(index, [0, 0], 99)).toHaveLength(5);
    expect(nearestRows(index, [0, 0], 3, { skip: () => true })).toEqual([]);
  });

  it('give similarity 0, not NaN, to a row at the centre', () => {
    const index = buildNeighbourIndex(Float32Array.from([1, 1, 1, 1]), 2, [0, 1]);
    expect(nearestRows(index, [1, 1], 1)).toEqual([{ row: 0, similarity: 0 }]);
  });
});

describe('overlap', () => {
  const place = (poem: number, tokenStart: number, tokenEnd: number) => ({
    poem,
    indexInPoem: 0,
    tokenStart,
    tokenEnd,
  });
  it('is sharing tokens of one poem', () => {
    expect(overlap(place(1, 0, 50), place(1, 40, 90))).toBe(true);
    expect(overlap(place(1, 0, 50), place(1, 50, 90))).toBe(false);
    expect(overlap(place(1, 0, 50), place(2, 0, 50))).toBe(false);
  });
});
