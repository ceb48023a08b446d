import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { pointOf, rowsOverlap, type PassageTable } from '../../src/passages/passage-table.ts';
import { compare, nearestPassages, type PassageNeighbour } from '../../src/passages/search.ts';
import { madeUpTable } from './made-up-passages.ts';

/** Every row by its value, in order, with the rows that overlap a better one struck out. */
function bySorting(table: PassageTable, point: Float32Array, count: number, asked?: number): PassageNeighbour[] {
  const sign = table.space.measure === 'cosine' ? -1 : 1;
  const values = Array.from({ length: table.rows }, (_, row) =>
    compare(table, point, table.points.subarray(row * table.size, (row + 1) * table.size)),
  );
  const order = [...values.keys()].sort((a, b) => sign * (values[a]! - values[b]!) || a - b);
  const found: PassageNeighbour[] = [];
  for (const row of order) {
    if (asked !== undefined && rowsOverlap(table, row, asked)) continue;
    if (found.some((other) => rowsOverlap(table, row, other.row))) continue;
    found.push({ row, value: values[row]!, overlapping: false });
  }
  return found.slice(0, count);
}

const pointOfRow = ({ points, size }: PassageTable, row: number): Float32Array =>
  points.subarray(row * size, (row + 1) * size);

describe.each(['cosine', 'euclidean'] as const)('the nearest passages by %s', (measure) => {
  const table = madeUpTable(60, 7, 18, { measure, whitened: false });
  const random = createRandom(9);

  it('are those that looking at every row gives', () => {
    for (let turn = 0; turn < 20; turn++) {
      const point = pointOf(
        table.space,
        Array.from({ length: 18 }, () => random.normal()),
      );
      const found = nearestPassages(table, point, { count: 8 });
      const expected = bySorting(table, point, 8);
      expect(found.map(({ row }) => row)).toEqual(expected.map(({ row }) => row));
      found.forEach(({ value }, i) => expect(value).toBeCloseTo(expected[i]!.value, 5));
    }
  });

  it('leave out the passage that was asked about, and those that share words with it', () => {
    for (const asked of [0, 3, 6, 100, 419]) {
      const found = nearestPassages(table, pointOfRow(table, asked), { count: 10, asked });
      expect(found.map(({ row }) => row)).toEqual(
        bySorting(table, pointOfRow(table, asked), 10, asked).map(({ row }) => row),
      );
      expect(found.every(({ overlapping }) => !overlapping)).toBe(true);
    }
  });

  it('keep and mark those that share words when asked to, but never the passage itself', () => {
    const found = nearestPassages(table, pointOfRow(table, 10), { count: 500, asked: 10, withOverlapping: true });
    expect(found.some(({ row }) => row === 10)).toBe(false);
    expect(found.filter(({ overlapping }) => overlapping).every(({ row }) => row === 9 || row === 11)).toBe(true);
    expect(found.filter(({ overlapping }) => overlapping).length).toBeGreaterThan(0);
  });

  it('never overlap one another, however many are asked for', () => {
    const found = nearestPassages(table, pointOfRow(table, 0), { count: 10_000 });
    expect(found.length).toBeGreaterThanOrEqual(60 * 3);
    for (const a of found) for (const b of found) if (a !== b) expect(rowsOverlap(table, a.row, b.row)).toBe(false);
  });

  it('leave out rows that are named', () => {
    const [first] = nearestPassages(table, pointOfRow(table, 0), { count: 1, asked: 0 });
    const others = nearestPassages(table, pointOfRow(table, 0), {
      count: 5,
      asked: 0,
      leaveOut: new Set([first!.row]),
    });
    expect(others.map(({ row }) => row)).not.toContain(first!.row);
    expect(others).toHaveLength(5);
  });
});

it('passages as near as each other come in the order of the run', () => {
  const table = madeUpTable(50, 1, 4);
  table.points.fill(0.5);
  const found = nearestPassages(table, table.points.subarray(0, 4), { count: 5 });
  expect(found.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4]);
});

it('a passage at the centre is near to nothing, and is no error', () => {
  const table = madeUpTable(5, 2, 3);
  const point = pointOf(table.space, table.space.centre);
  expect([...point]).toEqual([0, 0, 0]);
  for (const { value } of nearestPassages(table, point, { count: 3 })) expect(value).toBe(0);
});

it('bottlenecks of odd and of single width are searched too', () => {
  for (const size of [1, 2, 3, 17, 19]) {
    const table = madeUpTable(30, 3, size);
    const point = pointOfRow(table, 4);
    const rows = nearestPassages(table, point, { count: 4, asked: 4 }).map(({ row }) => row);
    expect(rows).toEqual(bySorting(table, point, 4, 4).map(({ row }) => row));
  }
});
