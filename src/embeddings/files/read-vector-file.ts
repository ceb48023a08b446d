import { stat } from 'node:fs/promises';
import type { FileReport } from '../../corpus/types.ts';
import { UserError } from '../../corpus/user-error.ts';
import type { WordTable } from '../word-table.ts';
import type { FileVectors } from './found-vectors.ts';
import { scanFile, startScanning, type ScanOptions } from './scan-file.ts';
import { readCache, vectorCacheFile, writeCache } from './vector-cache.ts';

export interface ReadVectorOptions extends ScanOptions {
  cacheFolder?: string;
}

/**
 * Reads the vectors of the wanted words from a file, streaming: memory grows with the words found, not with the file. Words
 * given as a function are made up while threads start. Throws a UserError naming the file when it is missing, or no vector
 * file; rejects with the signal's reason when aborted.
 */
export async function readVectorFile(
  file: string,
  wanted: ReadonlySet<string> | (() => ReadonlySet<string>),
  options: ReadVectorOptions = {},
): Promise<{ table: WordTable; reports: readonly FileReport[] }> {
  try {
    const { size, mtimeMs, isFile } = await statOf(file);
    if (!isFile) throw new Error('it is not a file');
    if (size === 0) throw new Error('it is empty');
    const vectors = await vectorsOf(file, size, mtimeMs, wanted, options);
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

async function vectorsOf(
  file: string,
  size: number,
  mtimeMs: number,
  wanted: ReadonlySet<string> | (() => ReadonlySet<string>),
  options: ReadVectorOptions,
): Promise<FileVectors> {
  const { cacheFolder } = options;
  // Whether threads are needed shows only when the words are known where a cache may hold their vectors.
  let threads = cacheFolder === undefined ? await startScanning(file, size, options) : undefined;
  try {
    const words = [...(typeof wanted === 'function' ? wanted() : wanted)];
    if (cacheFolder === undefined) return await scanFile(file, size, words, threads, options);
    const cache = vectorCacheFile(cacheFolder, file, size, mtimeMs, words);
    const cached = await readCache(cache);
    if (cached) return cached;
    threads = await startScanning(file, size, options);
    const vectors = await scanFile(file, size, words, threads, options);
    await writeCache(cache, vectors);
    return vectors;
  } finally {
    threads?.stop();
  }
}

async function statOf(file: string): Promise<{ size: number; mtimeMs: number; isFile: boolean }> {
  const found = await stat(file);
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() };
}

function tableOf({ dimension, words, pieces, offsets }: FileVectors): WordTable {
  const indices = new Map(words.map((word, index) => [word, index]));
  return {
    dimension,
    size: words.length,
    has: (word) => indices.has(word),
    copy: (word, into, offset) => {
      const index = indices.get(word)!;
      const from = offsets[index]!;
      into.set(pieces[index]!.subarray(from, from + dimension), offset);
    },
    add: (word, weight, into, offset) => {
      const index = indices.get(word);
      if (index === undefined) return;
      const piece = pieces[index]!;
      const from = offsets[index]!;
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
