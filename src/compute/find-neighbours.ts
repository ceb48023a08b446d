import { pointOf, type Comparison, type PassageTable } from '../passages/passage-table.ts';
import { storedRange } from '../passages/places.ts';
import { nearestPassages } from '../passages/search.ts';
import { encodePassage } from './encode-passage.ts';
import { sessionOf, type RunSession } from './run-session.ts';

/** A passage of a run, with where it stands. */
export interface NeighbourPassage {
  poem: string;
  author: string;
  /** Path below the corpus folder, with forward slashes. */
  file: string;
  /** 1-based, both inclusive. */
  startLine: number;
  endLine: number;
  /** As the run compares passages: the cosine, -1 to 1, or the distance. */
  similarity: number;
  text: string;
}

/**
 * The passages of a run nearest to a text, nearest first; of passages that overlap only the nearest. The text need not
 * be of the corpus: words the run has never seen get their vectors from the same source as those it has.
 */
export async function findNeighbours(
  runFolder: string,
  text: string,
  options: { count: number; signal?: AbortSignal },
): Promise<NeighbourPassage[]> {
  const session = await sessionOf(runFolder);
  const table = await session.table();
  const { vector } = await encodePassage(session, text, options.signal);
  return passagesNear(session, table, pointOf(table.space, vector), options);
}

/** The passages nearest to a chunk of the run; those that overlap it are left out. */
export async function findNeighboursOfChunk(
  runFolder: string,
  chunk: number,
  options: { count: number },
): Promise<NeighbourPassage[]> {
  const session = await sessionOf(runFolder);
  const table = await session.table();
  if (!(chunk < table.rows)) throw new RangeError(`The run has ${table.rows} chunks; there is no chunk ${chunk}.`);
  const point = table.points.subarray(chunk * table.size, (chunk + 1) * table.size);
  return passagesNear(session, table, point, { ...options, asked: chunk });
}

/** How the run compares passages. */
export async function comparisonOfRun(runFolder: string): Promise<Comparison> {
  const { measure, whitened } = (await (await sessionOf(runFolder)).table()).space;
  return { measure, whitened };
}

async function passagesNear(
  session: RunSession,
  table: PassageTable,
  point: Float32Array,
  options: { count: number; asked?: number },
): Promise<NeighbourPassage[]> {
  const chunks = await session.chunks();
  return nearestPassages(table, point, options).map(({ row, value }) => {
    const { title, author, file } = table.poems[table.poemOf[row]!]!;
    const { start, end } = storedRange(table, row);
    const lines = { startLine: start.line + 1, endLine: end.line + 1 };
    return { poem: title, author, file, ...lines, similarity: value, text: chunks[row]!.text };
  });
}
