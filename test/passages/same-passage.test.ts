import { describe, expect, it } from 'vitest';
import { findPoems } from '../../src/passages/find-poems.ts';
import { samePassage } from '../../src/passages/same-passage.ts';
import { passageTensors, readPassages, type PassageContent } from '../../src/passages/stored-passages.ts';
import { madeUpContent } from './made-up-passages.ts';

const tableOf = (content: PassageContent) => readPassages(passageTensors(content), content.points.length / 4, 4);
const content = (): PassageContent => madeUpContent(5, 3, 4);
const table = tableOf(content());

describe('the same passage in another run', () => {
  it('is found wherever its rows stand, by file, title and token span', () => {
    const other = content();
    other.poems = other.poems.map((poem, i) => ({
      ...poem,
      ...[content().poems[4 - i]!].map(({ file, title, author }) => ({ file, title, author }))[0],
    }));
    other.openings = Array.from({ length: 15 }, (_, row) => table.opening((4 - Math.floor(row / 3)) * 3 + (row % 3)));
    const shuffled = tableOf(other);
    for (let row = 0; row < 15; row++) {
      const found = samePassage(table, row, shuffled)!;
      expect(found).toEqual({ row: (4 - Math.floor(row / 3)) * 3 + (row % 3), same: true });
      expect(shuffled.opening(found.row)).toBe(table.opening(row));
    }
  });

  it('is the row that shares most of its lines where the poem was cut in another way', () => {
    const other = content();
    other.tokenEnd = other.tokenEnd.map((end) => end + 3);
    other.startLine = other.startLine.map((line) => line + 3);
    other.endLine = other.endLine.map((line) => line + 3);
    const moved = tableOf(other);
    // Lines 6-10 here; there 5-9, 9-13 and 13-17.
    expect(table.startLine[4]).toBe(6);
    expect(samePassage(table, 4, moved)).toEqual({ row: 3, same: false });
    expect(samePassage(table, 3, moved)).toEqual({ row: 3, same: false });
  });

  it('is not the same where the words have changed', () => {
    const other = content();
    other.openings = Array.from({ length: 15 }, () => 'other words');
    expect(samePassage(table, 7, tableOf(other))).toEqual({ row: 7, same: false });
  });

  it('is not there in another file, under another title, or beyond the poem’s end', () => {
    const elsewhere = content();
    elsewhere.poems = elsewhere.poems.map((poem) => ({ ...poem, file: `x/${poem.file}` }));
    const renamed = content();
    renamed.poems = renamed.poems.map((poem) => ({ ...poem, title: '<b>' }));
    const shorter = content();
    shorter.tokenEnd = shorter.tokenEnd.map((end) => end + 1);
    shorter.startLine = shorter.startLine.map((line) => line + 1000);
    shorter.endLine = shorter.endLine.map((line) => line + 1000);
    for (const other of [elsewhere, renamed, shorter]) expect(samePassage(table, 4, tableOf(other))).toBeUndefined();
  });
});

describe('poems by words', () => {
  it('are those with all words in title and author, in any case, titles that begin so first', () => {
    const titles = (words: string): string[] => findPoems(table, words).map(({ title }) => title);
    expect(titles('')).toHaveLength(5);
    expect(titles('POEM 3')).toEqual(['Poem 3']);
    expect(titles('poet 2')).toEqual(['Poem 2']);
    expect(titles('poem nothing')).toEqual([]);
    const poems = [
      { file: 'a', title: 'To the Sea', author: '', firstRow: 0, rows: 1 },
      { file: 'b', title: 'The Sea', author: '', firstRow: 1, rows: 1 },
      { file: 'c', title: 'The Sea, too short', author: '', firstRow: 2, rows: 0 },
    ];
    expect(findPoems({ poems }, 'the sea').map(({ file }) => file)).toEqual(['b', 'a']);
  });
});
