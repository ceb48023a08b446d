import { UserError } from '../corpus/user-error.ts';
import { findPoems } from '../passages/find-poems.ts';
import { indexInPoem, type PassageTable } from '../passages/passage-table.ts';
import { storedRange } from '../passages/places.ts';
import { samePassage } from '../passages/same-passage.ts';
import { nearestPassages } from '../passages/search.ts';
import type {
  ComparedChunk,
  ComparedNeighbours,
  ComparedPassage,
  CompareNeighboursParams,
  FindPoemsParams,
  FoundPoems,
} from '../protocol/compare-messages.ts';
import { passageTableOf } from './passage-tables.ts';

/** The neighbours of one chunk under each run; a run that has no passages, or not this one, says why. */
export async function compareNeighbours(params: CompareNeighboursParams): Promise<ComparedChunk> {
  const { runs, count } = params;
  const tables: { folder: string; table: PassageTable | undefined; problem: string }[] = [];
  // In turn: a table may have to be made, which takes all cores.
  for (const folder of runs) tables.push({ folder, ...(await readTable(folder)) });
  const asked = tables.find(({ folder }) => folder === params.chunk?.run);
  const usable = asked?.table && params.chunk!.row < asked.table.rows;
  const from = usable ? asked : tables.find(({ table }) => table && table.rows > 0);
  const row = usable ? params.chunk!.row : 0;
  if (!from?.table) return { chunk: null, runs: tables.map(({ folder, problem }) => nothing(folder, problem)) };
  const { table } = from;
  const { firstRow, rows: of } = table.poems[table.poemOf[row]!]!;
  const number = indexInPoem(table, row) + 1;
  return {
    chunk: { ...passageOf(table, row), run: from.folder, number, of, firstRow },
    runs: tables.map(({ folder, table: other, problem }) =>
      other ? neighboursIn(folder, other, table, row, count) : nothing(folder, problem),
    ),
  };
}

/** The poems of a run by words of their titles and authors. Throws a UserError for a run without passages. */
export async function findPoemsOfRun({ run, words, count }: FindPoemsParams): Promise<FoundPoems> {
  const found = findPoems(await passageTableOf(run), words);
  return {
    poems: found.slice(0, count).map(({ title, author, firstRow, rows }) => ({ title, author, firstRow, rows })),
    total: found.length,
  };
}

async function readTable(folder: string): Promise<{ table: PassageTable | undefined; problem: string }> {
  try {
    return { table: await passageTableOf(folder), problem: '' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { table: undefined, problem: error.message };
  }
}

function nothing(folder: string, problem: string): ComparedNeighbours {
  return { folder, problem, passage: null, same: false, comparison: null, neighbours: [] };
}

function neighboursIn(
  folder: string,
  table: PassageTable,
  from: PassageTable,
  row: number,
  count: number,
): ComparedNeighbours {
  const found = table === from ? { row, same: true } : samePassage(from, row, table);
  const { measure, whitened } = table.space;
  if (!found) return { ...nothing(folder, ''), comparison: { measure, whitened } };
  const point = table.points.subarray(found.row * table.size, (found.row + 1) * table.size);
  return {
    folder,
    problem: '',
    passage: passageOf(table, found.row),
    same: found.same,
    comparison: { measure, whitened },
    neighbours: nearestPassages(table, point, { count, asked: found.row }).map(({ row: near, value }) => ({
      ...passageOf(table, near),
      value,
    })),
  };
}

function passageOf(table: PassageTable, row: number): ComparedPassage {
  const { title, author, file } = table.poems[table.poemOf[row]!]!;
  const { start, end } = storedRange(table, row);
  return { row, title, author, file, startLine: start.line + 1, endLine: end.line + 1, opening: table.opening(row) };
}
