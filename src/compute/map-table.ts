import { storedRange } from '../passages/places.ts';
import { clustersOf } from './cluster-passages.ts';
import { csvLine } from './csv-line.ts';
import type { RunSession } from './run-session.ts';

/**
 * The passages of a run with their places on the map, `points` [rows, 2], as CSV in UTF-8: all, or those of `rows`. Lines
 * count from 1.
 */
export async function mapTable(
  session: RunSession,
  points: Float32Array,
  rows?: Int32Array,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const [table, chunks, vectors] = [await session.table(), await session.chunks(), await session.bottleneck()];
  if (points.length !== table.rows * 2)
    throw new RangeError(`There are ${table.rows} passages, and places for ${points.length / 2}.`);
  const { clusterOf, words } = await clustersOf(session, signal);
  const numbers = Array.from({ length: table.size }, (_, d) => `z${d + 1}`);
  const fixed = ['file', 'first line', 'last line', 'title', 'author', 'chunk', 'part', 'text', 'x', 'y'];
  const lines = [csvLine([...fixed, 'cluster', 'cluster words', 'cosine', ...numbers])];
  for (const row of rows ?? chunks.keys()) {
    const chunk = chunks[row];
    if (!chunk) throw new RangeError(`The run has ${chunks.length} chunks; there is no chunk ${row}.`);
    const { start, end } = storedRange(table, row);
    const cluster = clusterOf[row]!;
    lines.push(
      csvLine([
        ...[chunk.file, start.line + 1, end.line + 1, chunk.title, chunk.author, chunk.indexInPoem + 1, chunk.split],
        ...[chunk.text, points[row * 2]!, points[row * 2 + 1]!, cluster + 1, words[cluster]!.slice(0, 3).join(' ')],
        ...[table.cosine[row]!, ...vectors.subarray(row * table.size, (row + 1) * table.size)],
      ]),
    );
  }
  return new TextEncoder().encode(lines.join(''));
}
