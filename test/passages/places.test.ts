import { describe, expect, it } from 'vitest';
import { alignLines, lineHashesOfText } from '../../src/passages/line-alignment.ts';
import { placeNow, rowsAt } from '../../src/passages/places.ts';
import { madeUpTable } from './made-up-passages.ts';

// Two poems; chunk i of a poem has the lines 2 + 4i to 6 + 4i, 10 characters of the last.
const table = madeUpTable(2, 3, 4);
const file = table.poems[0]!.file;
const lines = ['Title', '', ...Array.from({ length: 13 }, (_, i) => `line number ${i + 2}`), 'after the poem'];
const aligned = (after: string[]) => alignLines(lineHashesOfText(lines.join('\n')), lineHashesOfText(after.join('\n')));
const at = (line: number, character: number, after = lines): number[] =>
  rowsAt(table, file, { line, character }, aligned(after));

describe('the chunks at a position', () => {
  it('are the one that holds it, or both where two overlap', () => {
    expect(at(3, 0)).toEqual([0]);
    expect(at(6, 5)).toEqual([0, 1]);
    expect(at(6, 11)).toEqual([1]);
    expect(at(14, 10)).toEqual([2]);
  });

  it('are none outside all of them', () => {
    expect(at(0, 0)).toEqual([]);
    expect(at(15, 0)).toEqual([]);
    expect(rowsAt(table, 'another.txt', { line: 3, character: 0 }, aligned(lines))).toEqual([]);
  });

  it('follow lines that move, and not those that are changed', () => {
    const after = ['new', 'new', ...lines];
    after[5 + 2] = 'changed';
    expect(at(5, 0, after)).toEqual([0]);
    expect(at(7, 0, after)).toEqual([]);
    expect(at(1, 0, after)).toEqual([]);
  });
});

describe('the place of a chunk in an edited document', () => {
  it('is where its lines have gone, as long as they are together', () => {
    const place = placeNow(table, 1, aligned(['new', ...lines]))!;
    expect(place).toEqual({
      intact: true,
      range: { start: { line: 7, character: 0 }, end: { line: 11, character: 10 } },
    });
  });

  it('is what is left of it where some lines were changed', () => {
    const after = [...lines];
    after[8] = 'changed';
    const { range, intact } = placeNow(table, 1, aligned(after))!;
    expect(intact).toBe(false);
    expect(range).toEqual({ start: { line: 6, character: 0 }, end: { line: 10, character: 10 } });
  });

  it('is lost with its last line', () => {
    expect(placeNow(table, 0, aligned(['all', 'is', 'new']))).toBeUndefined();
  });
});
