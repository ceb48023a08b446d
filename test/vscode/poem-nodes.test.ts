import { describe, expect, it } from 'vitest';
import { poemNodes, type PoemNode } from '../../src/vscode/poem-nodes.ts';
import { madeUpTable } from '../passages/made-up-passages.ts';

const table = madeUpTable(21, 4, 3);
const nodes = (filter = '', order: Parameters<typeof poemNodes>[1]['order'] = 'name') =>
  poemNodes(table, { filter, order });
const names = (list: readonly PoemNode[]): string[] =>
  list.map((node) =>
    node.kind === 'author' ? node.author : node.kind === 'poem' ? table.poems[node.poem]!.title : `row ${node.row}`,
  );

describe('the tree of poems', () => {
  it('goes from authors to poems to chunks, and back', () => {
    const tree = nodes();
    expect(names(tree.authors())).toEqual(Array.from({ length: 7 }, (_, i) => `Poet ${i}`));
    const [, poet] = tree.authors();
    const poems = tree.childrenOf(poet!);
    expect(names(poems)).toEqual(['Poem 1', 'Poem 15', 'Poem 8']);
    const chunks = tree.childrenOf(poems[2]!);
    expect(names(chunks)).toEqual(['row 32', 'row 33', 'row 34', 'row 35']);
    expect(tree.parentOf(chunks[0]!)).toEqual({ kind: 'poem', poem: 8 });
    expect(tree.parentOf(poems[2]!)).toEqual(poet);
    expect(tree.parentOf(poet!)).toBeUndefined();
    expect(tree.childrenOf(chunks[0]!)).toEqual([]);
  });

  it('is filtered by words of title and author, in any order and case', () => {
    const tree = nodes('poet 5 POEM 2');
    expect(names(tree.authors())).toEqual(['Poet 5']);
    expect(names(tree.childrenOf(tree.authors()[0]!))).toEqual(['Poem 12']);
    expect([tree.shown, tree.total]).toEqual([1, 21]);
    expect(nodes('nothing like it').authors()).toEqual([]);
  });

  it('is sorted by quality, either way', () => {
    for (const [order, sign] of [
      ['best', -1],
      ['worst', 1],
    ] as const) {
      const tree = nodes('', order);
      const qualities = tree.authors().map((node) => sign * tree.qualityOf(node));
      expect(qualities).toEqual([...qualities].sort((a, b) => a - b));
      const poems = tree.childrenOf(tree.authors()[0]!).map((node) => sign * tree.qualityOf(node));
      expect(poems).toEqual([...poems].sort((a, b) => a - b));
    }
  });

  it('grades passages in thirds', () => {
    const tree = nodes();
    const grades = Array.from(table.cosine, (cosine) => tree.gradeOf(cosine));
    for (const grade of ['good', 'middling', 'poor'])
      expect(grades.filter((one) => one === grade).length).toBeGreaterThan(table.rows / 4);
  });

  it('makes only what is asked for, of a million chunks too', () => {
    const large = madeUpTable(1000, 1000, 1);
    const tree = poemNodes(large, { filter: '', order: 'longest' });
    expect(tree.authors()).toHaveLength(7);
    expect(tree.childrenOf({ kind: 'poem', poem: 999 })).toHaveLength(1000);
  });
});
