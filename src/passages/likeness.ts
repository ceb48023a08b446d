import type { PassageTable } from './passage-table.ts';
import { compare } from './search.ts';

/** Rows that are taken as one: a poem's, or an author's. */
export interface PassageGroup {
  name: string;
  /** Places in `PassageTable.poems`. */
  poems: readonly number[];
}

export interface LikeGroup {
  group: PassageGroup;
  /** By the table's measure, between the means of both groups' points. */
  value: number;
}

/** The table's poems by their authors, by name; those whose author is not known are left out. */
export function authorGroups({ poems }: PassageTable): PassageGroup[] {
  const groups = new Map<string, number[]>();
  poems.forEach(({ author, rows }, poem) => {
    if (author === '' || rows === 0) return;
    const group = groups.get(author);
    if (group) group.push(poem);
    else groups.set(author, [poem]);
  });
  return [...groups].map(([name, members]) => ({ name, poems: members })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every poem that has passages as a group of its own. */
export function poemGroups({ poems }: PassageTable): PassageGroup[] {
  return poems.flatMap(({ title, rows }, poem) => (rows > 0 ? [{ name: title, poems: [poem] }] : []));
}

/** The groups most like one of them, most alike first, without itself. */
export function mostAlike(
  table: PassageTable,
  groups: readonly PassageGroup[],
  asked: PassageGroup,
  count: number,
): LikeGroup[] {
  const mean = meanPoint(table, asked);
  const nearness = table.space.measure === 'cosine' ? 1 : -1;
  return groups
    .filter((group) => group !== asked)
    .map((group) => ({ group, value: compare(table, mean, meanPoint(table, group)) }))
    .sort((a, b) => nearness * (b.value - a.value))
    .slice(0, count);
}

/** Mean of a group's points, [size]; of length 1 under the cosine measure. */
export function meanPoint({ points, size, poems, space }: PassageTable, group: PassageGroup): Float64Array {
  const mean = new Float64Array(size);
  let count = 0;
  for (const poem of group.poems) {
    const { firstRow, rows } = poems[poem]!;
    count += rows;
    for (let i = firstRow * size; i < (firstRow + rows) * size; i++) mean[i % size]! += points[i]!;
  }
  const length = space.measure === 'cosine' ? Math.hypot(...mean) : count;
  return length > 1e-12 ? mean.map((x) => x / length) : mean.fill(0);
}
