import type { PassageTable } from './passage-table.ts';

/** A passage of another run. */
export interface SamePassage {
  row: number;
  /** Both hold the same tokens of the same poem. */
  same: boolean;
}

/**
 * The row of `other` that is the passage `row` of `table`, by file, title and token span. Where the other run cut the
 * poem in another way, the row that shares most of its lines, the first of equal ones. Undefined where it has none.
 */
export function samePassage(table: PassageTable, row: number, other: PassageTable): SamePassage | undefined {
  const poem = table.poems[table.poemOf[row]!]!;
  // A file may hold poems of the same title: the same words at the same place tell them apart.
  const rows = (other.poemsOfFile.get(poem.file) ?? [])
    .map((index) => other.poems[index]!)
    .filter(({ title }) => title === poem.title)
    .flatMap(({ firstRow, rows: count }) => Array.from({ length: count }, (_, i) => firstRow + i));
  const same = rows.find(
    (candidate) =>
      other.tokenStart[candidate] === table.tokenStart[row] &&
      other.tokenEnd[candidate] === table.tokenEnd[row] &&
      other.opening(candidate) === table.opening(row),
  );
  if (same !== undefined) return { row: same, same: true };
  const shared = (candidate: number): number =>
    Math.min(other.endLine[candidate]!, table.endLine[row]!) -
    Math.max(other.startLine[candidate]!, table.startLine[row]!) +
    1;
  const [best] = rows.filter((candidate) => shared(candidate) > 0).sort((a, b) => shared(b) - shared(a) || a - b);
  return best === undefined ? undefined : { row: best, same: false };
}
