import { stat } from 'node:fs/promises';
import type { FileReport } from '../../corpus/types.ts';
import { UserError } from '../../corpus/user-error.ts';
import type { WordTable } from '../word-table.ts';
import { createBinaryParser } from './binary-rows.ts';
import { blockBuffers, blockSize, fileBlocks } from './file-blocks.ts';
import { vectorsInPiece, type FileVectors } from './found-vectors.ts';
import { isBinaryVectors, isGzipFile } from './file-kind.ts';
import type { RowParser } from './row-parser.ts';
import { createRowScanner } from './row-scanner.ts';
import { createTextParser } from './text-rows.ts';
import { readCache, vectorCacheFile, writeCache } from './vector-cache.ts';
import { createWantedWords } from './wanted-words.ts';

export interface ReadVectorOptions {
  cacheFolder?: string;
  signal?: AbortSignal;
  onProgress?(bytesRead: number, bytesTotal: number): void;
}

/**
 * Reads the vectors of the wanted words from a file, streaming: memory grows with the words found, not with the file.
 * Throws a UserError naming the file when it is missing, or no vector file; rejects with the signal's reason when aborted.
 */
export async function readVectorFile(
  file: string,
  wanted: ReadonlySet<string>,
  options: ReadVectorOptions = {},
): Promise<{ table: WordTable; reports: readonly FileReport[] }> {
  try {
    const { size, mtimeMs, isFile } = await statOf(file);
    if (!isFile) throw new Error('it is not a file');
    if (size === 0) throw new Error('it is empty');
    const words = [...wanted];
    const cache =
      options.cacheFolder === undefined ? undefined : vectorCacheFile(options.cacheFolder, file, size, mtimeMs, words);
    let vectors = cache === undefined ? undefined : await readCache(cache);
    if (!vectors) {
      vectors = await scanFile(file, size, words, options);
      if (cache !== undefined) await writeCache(cache, vectors);
    }
    options.onProgress?.(size, size);
    return { table: tableOf(vectors), reports: vectors.problems.map((message) => ({ file, message })) };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The word vectors ${file} cannot be used: ${explain(error)}. Choose another file, or "bundled".`,
    );
  }
}

async function statOf(file: string): Promise<{ size: number; mtimeMs: number; isFile: boolean }> {
  const found = await stat(file);
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() };
}

async function scanFile(
  file: string,
  size: number,
  words: readonly string[],
  options: ReadVectorOptions,
): Promise<FileVectors> {
  const wanted = createWantedWords(words);
  const scanner = createRowScanner(wanted, blockBuffers, blockSize);
  let parser: RowParser | undefined;
  // The last block is known as such only when no other follows it, so its row is kept and parsed then.
  let kept: { buffer: Buffer; start: number; end: number } | undefined;
  for await (const block of fileBlocks(file, await isGzipFile(file), scanner.buffers, options.signal)) {
    parser ??= isBinaryVectors(block.buffer.subarray(block.start, block.end))
      ? createBinaryParser(wanted)
      : createTextParser(wanted, scanner);
    let { start } = block;
    if (kept) {
      start -= kept.end - kept.start;
      kept.buffer.copy(block.buffer, start, kept.start, kept.end);
    }
    kept = { buffer: block.buffer, start: parser.take(block.buffer, start, block.end, false), end: block.end };
    options.onProgress?.(block.bytesRead, Math.max(size, block.bytesRead));
  }
  if (!parser || !kept) throw new Error('it is empty');
  parser.take(kept.buffer, kept.start, kept.end, true);
  const { found, problems } = parser.finish();
  return {
    dimension: found.dimension,
    words: found.words.map((word) => words[word]!),
    pieces: found.pieces,
    problems,
  };
}

function tableOf({ dimension, words, pieces }: FileVectors): WordTable {
  const indices = new Map(words.map((word, index) => [word, index]));
  return {
    dimension,
    size: words.length,
    has: (word) => indices.has(word),
    add: (word, weight, into, offset) => {
      const index = indices.get(word);
      if (index === undefined) return;
      const piece = pieces[Math.floor(index / vectorsInPiece)]!;
      const from = (index % vectorsInPiece) * dimension;
      for (let d = 0; d < dimension; d++) into[offset + d]! += weight * piece[from + d]!;
    },
    isInduced: () => false,
  };
}

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  Z_BUF_ERROR: 'its gzip data are cut short: get it again',
  Z_DATA_ERROR: 'its gzip data are damaged: get it again',
};

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return explanations[code] ?? error.message.replace(/\s+/g, ' ');
}
