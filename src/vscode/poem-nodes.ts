import type { PassageTable } from '../passages/passage-table.ts';

/** A line of the Poems tree. */
export type PoemNode =
  | { kind: 'author'; author: string; poems: readonly number[] }
  | { kind: 'poem'; poem: number }
  | { kind: 'chunk'; row: number };

export const poemOrders = ['name', 'best', 'worst', 'longest'] as const;
export type PoemOrder = (typeof poemOrders)[number];

/** The Poems tree of a run: authors, their poems, and the chunks of each. Nothing is made before it is asked for. */
export interface PoemNodes {
  authors(): PoemNode[];
  childrenOf(node: PoemNode): PoemNode[];
  parentOf(node: PoemNode): PoemNode | undefined;
  /** Mean cosine similarity of the reconstructions of a node's passages. */
  qualityOf(node: PoemNode): number;
  /** How good that is among the run's passages: the best third, the middle one, or the worst. */
  gradeOf(quality: number): 'good' | 'middling' | 'poor';
  /** Poems that the filter leaves, and all. */
  readonly shown: number;
  readonly total: number;
}

/** `filter`: words that must all be in a poem's title or author. Poems too short to have a passage are left out. */
export function poemNodes(table: PassageTable, options: { filter: string; order: PoemOrder }): PoemNodes {
  const wanted = options.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (poem: number): boolean => {
    const { title, author } = table.poems[poem]!;
    const text = `${title} ${author}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  const all = [...table.poems.keys()].filter((poem) => table.poems[poem]!.rows > 0);
  const shown = wanted.length > 0 ? all.filter(matches) : all;
  const qualities = new Map<number, number>();
  const qualityOfPoem = (poem: number): number => {
    const { firstRow, rows } = table.poems[poem]!;
    const known = qualities.get(poem) ?? meanOf(table.cosine.subarray(firstRow, firstRow + rows));
    qualities.set(poem, known);
    return known;
  };
  const meanQuality = (poems: readonly number[]): number => meanOf(poems.map(qualityOfPoem));
  const lengthOf = (poems: readonly number[]): number => poems.reduce((sum, poem) => sum + table.poems[poem]!.rows, 0);
  const ordered = <T>(items: readonly T[], name: (item: T) => string, poems: (item: T) => readonly number[]): T[] => {
    const keys = new Map(items.map((item) => [item, sortKey(poems(item))]));
    return [...items].sort((a, b) => keys.get(a)! - keys.get(b)! || name(a).localeCompare(name(b)));
  };
  const sortKey = (poems: readonly number[]): number => {
    if (options.order === 'name') return 0;
    if (options.order === 'longest') return -lengthOf(poems);
    return options.order === 'best' ? -meanQuality(poems) : meanQuality(poems);
  };
  const byAuthor = new Map<string, number[]>();
  for (const poem of shown) {
    const { author } = table.poems[poem]!;
    const group = byAuthor.get(author);
    if (group) group.push(poem);
    else byAuthor.set(author, [poem]);
  }
  const authors = new Map([...byAuthor].map(([author, poems]) => [author, { kind: 'author' as const, author, poems }]));
  // Grades are of passages, so that a colour means the same on every line of the tree.
  const sorted = Float32Array.from(table.cosine).sort();
  const bound = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [bound(1 / 3), bound(2 / 3)];

  return {
    shown: shown.length,
    total: all.length,
    authors: () =>
      ordered(
        [...authors.values()],
        ({ author }) => author || '\uffff',
        ({ poems }) => poems,
      ),
    childrenOf(node) {
      if (node.kind === 'author')
        return ordered(
          node.poems,
          (poem) => table.poems[poem]!.title,
          (poem) => [poem],
        ).map((poem) => ({ kind: 'poem', poem }));
      if (node.kind === 'chunk') return [];
      const { firstRow, rows } = table.poems[node.poem]!;
      const chunks = Array.from({ length: rows }, (_, i): PoemNode => ({ kind: 'chunk', row: firstRow + i }));
      return chunks;
    },
    parentOf(node) {
      if (node.kind === 'author') return undefined;
      if (node.kind === 'chunk') return { kind: 'poem', poem: table.poemOf[node.row]! };
      return authors.get(table.poems[node.poem]!.author);
    },
    qualityOf(node) {
      if (node.kind === 'chunk') return table.cosine[node.row]!;
      return node.kind === 'poem' ? qualityOfPoem(node.poem) : meanQuality(node.poems);
    },
    gradeOf: (quality) => (quality >= high ? 'good' : quality >= low ? 'middling' : 'poor'),
  };
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / Math.max(values.length, 1);
}
