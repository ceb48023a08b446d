import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { vectorsInPiece, type FileVectors } from './found-vectors.ts';
import { seal, unseal } from '../sealed-file.ts';

const magic = 'POEMWCAC';
/** Grows with every change of what is read from a file, so that older caches are left alone. */
const version = 1;
const ending = '.word-vectors';
const mostCaches = 8;

/** The cache of one file, as it now is, for one set of words. */
export function vectorCacheFile(
  folder: string,
  file: string,
  size: number,
  mtimeMs: number,
  words: readonly string[],
): string {
  const hash = createHash('sha256').update(JSON.stringify([version, file, size, mtimeMs]));
  for (const word of [...words].sort()) hash.update(`\n${word}`);
  return path.join(folder, `${hash.digest('hex').slice(0, 32)}${ending}`);
}

/** What was cached; undefined when nothing was, or when the cache is damaged. */
export async function readCache(cache: string): Promise<FileVectors | undefined> {
  try {
    const { facts, payload } = unseal(magic, version, await readFile(cache));
    const { dimension, words, problems } = facts as Record<string, unknown>;
    if (typeof dimension !== 'number' || !isStrings(words) || !isStrings(problems)) return undefined;
    if (payload.length !== words.length * dimension * 4) return undefined;
    const pieces: Float32Array[] = [];
    const pieceBytes = vectorsInPiece * dimension * 4;
    // Copies into memory of their own: a float32 must start at a multiple of 4, and a Buffer's slice is no copy.
    for (let at = 0; at < payload.length; at += pieceBytes)
      pieces.push(new Float32Array(Uint8Array.from(payload.subarray(at, at + pieceBytes)).buffer));
    const now = new Date();
    await utimes(cache, now, now).catch(() => undefined);
    return { dimension, words, problems, pieces };
  } catch {
    return undefined;
  }
}

/** Writes a cache, whole or not at all, and removes the oldest ones beside it. A cache that cannot be written is done without. */
export async function writeCache(cache: string, { dimension, words, pieces, problems }: FileVectors): Promise<void> {
  const partial = `${cache}.${randomBytes(6).toString('hex')}.partial`;
  try {
    await mkdir(path.dirname(cache), { recursive: true });
    const numbers = words.length * dimension;
    const payload = pieces.map((piece, turn) => {
      const used = Math.min(piece.length, numbers - turn * vectorsInPiece * dimension);
      return new Uint8Array(piece.buffer, piece.byteOffset, used * 4);
    });
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(seal(magic, version, { dimension, words, problems }, payload));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, cache);
    await removeOldest(path.dirname(cache));
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

async function removeOldest(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(ending)).map((name) => path.join(folder, name));
  if (files.length <= mostCaches) return;
  const ages = await Promise.all(files.map(async (file) => ({ file, used: (await stat(file)).mtimeMs })));
  ages.sort((a, b) => b.used - a.used);
  await Promise.all(ages.slice(mostCaches).map(({ file }) => rm(file, { force: true })));
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
