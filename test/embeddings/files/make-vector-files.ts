import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { RowParser } from '../../../src/embeddings/files/row-parser.ts';
import type { WordTable } from '../../../src/embeddings/word-table.ts';

export type Rows = readonly (readonly [word: string, numbers: readonly number[]])[];

/** A folder of this test's own, removed after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vector-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function vectorFile(content: string | Uint8Array, name = 'vectors.txt'): Promise<string> {
  const file = path.join(await temporaryFolder(), name);
  await writeFile(file, content);
  return file;
}

export function gloveText(rows: Rows): string {
  return rows.map(([word, numbers]) => `${[word, ...numbers].join(' ')}\n`).join('');
}

export function word2vecText(rows: Rows): string {
  return `${rows.length} ${rows[0]![1].length}\n${gloveText(rows)}`;
}

/** word2vec's binary format; its own writer ends each row with a line feed, gensim's does not. */
export function word2vecBinary(rows: Rows, rowEnd: '\n' | '' = '\n'): Buffer {
  const parts = [Buffer.from(`${rows.length} ${rows[0]![1].length}\n`)];
  for (const [word, numbers] of rows)
    parts.push(
      Buffer.from(`${word} `),
      Buffer.from(Float32Array.from(numbers).buffer as ArrayBuffer),
      Buffer.from(rowEnd),
    );
  return Buffer.concat(parts);
}

/** The word's vector, or undefined when the table lacks it. */
export function vectorOf(table: WordTable, word: string): number[] | undefined {
  if (!table.has(word)) return undefined;
  const vector = new Float32Array(table.dimension);
  table.add(word, 1, vector, 0);
  return [...vector];
}

/** What float32 holds of numbers. */
export function single(numbers: readonly number[]): number[] {
  return numbers.map((number) => Math.fround(number));
}

/**
 * Hands the bytes to a parser in pieces of the sizes that `size` gives, as a file's blocks, in the `room` that the parser
 * reads from: behind each piece stand bytes that are none of the file's.
 */
export function parseInPieces(
  parser: RowParser,
  bytes: Uint8Array,
  size: () => number,
  room: Buffer,
): ReturnType<RowParser['finish']> {
  let start = 0;
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    const piece = bytes.subarray(at, at + size());
    at += piece.length;
    room.copyWithin(0, start, end);
    room.set(piece, end - start);
    end += piece.length - start;
    room.write(' 7.5 77', end);
    start = parser.take(room, 0, end, false);
  }
  parser.take(room, start, end, true);
  return parser.finish();
}
