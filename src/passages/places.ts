import { lastAtMost } from '../corpus/document-lines.ts';
import type { SourcePosition, SourceRange } from '../corpus/types.ts';
import type { LineAlignment } from './line-alignment.ts';
import type { PassageTable } from './passage-table.ts';

/** Where a passage is in a document that may have been edited since. */
export interface PassagePlace {
  range: SourceRange;
  /** All its lines are there as they were, in their order. */
  intact: boolean;
}

/** Where a row was when the run was trained. */
export function storedRange(table: PassageTable, row: number): SourceRange {
  return {
    start: { line: table.startLine[row]!, character: table.startCharacter[row]! },
    end: { line: table.endLine[row]!, character: table.endCharacter[row]! },
  };
}

/** Where a row is now: its lines that are left. Undefined where none is. */
export function placeNow(table: PassageTable, row: number, lines: LineAlignment): PassagePlace | undefined {
  const { start, end } = storedRange(table, row);
  const first = lines.now[start.line] ?? -1;
  let intact = first >= 0;
  for (let line = start.line; intact && line <= end.line; line++)
    intact = lines.now[line] === first + line - start.line;
  if (intact)
    return {
      range: { start: { ...start, line: first }, end: { ...end, line: first + end.line - start.line } },
      intact,
    };
  const left: number[] = [];
  for (let line = start.line; line <= end.line; line++) if ((lines.now[line] ?? -1) >= 0) left.push(lines.now[line]!);
  if (left.length === 0) return undefined;
  const last = Math.max(...left);
  return {
    range: {
      start: { line: Math.min(...left), character: first === Math.min(...left) ? start.character : 0 },
      end: { line: last, character: lines.now[end.line] === last ? end.character : Number.MAX_SAFE_INTEGER },
    },
    intact,
  };
}

/**
 * The rows of a file that a position of the document as it is now lies in, in their order: two where they overlap.
 * None outside all passages and on lines that are new or changed.
 */
export function rowsAt(
  table: PassageTable,
  file: string,
  { line, character }: SourcePosition,
  lines: LineAlignment,
): number[] {
  const then = lines.then[line] ?? -1;
  if (then < 0) return [];
  return (table.poemsOfFile.get(file) ?? []).flatMap((poem) => {
    const { firstRow, rows } = table.poems[poem]!;
    const after = lastAtMost(rows, (i) => table.startLine[firstRow + i]!, then);
    const found: number[] = [];
    // Chunks end in the order in which they start, so the first that ends before leaves none to look for.
    for (let row = firstRow + after; row >= firstRow && !endsBefore(table, row, then, character); row--)
      if (!startsAfter(table, row, then, character)) found.unshift(row);
    return found;
  });
}

function startsAfter(
  { startLine, startCharacter }: PassageTable,
  row: number,
  line: number,
  character: number,
): boolean {
  return startLine[row]! > line || (startLine[row] === line && startCharacter[row]! > character);
}

function endsBefore({ endLine, endCharacter }: PassageTable, row: number, line: number, character: number): boolean {
  return endLine[row]! < line || (endLine[row] === line && endCharacter[row]! < character);
}
