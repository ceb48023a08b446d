import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { FileVectors } from './found-vectors.ts';
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
    // A copy into memory of its own: a float32 must start at a multiple of 4, and a Buffer's slice is no copy.
    const vectors = new Float32Array(Uint8Array.from(payload).buffer);
    const now = new Date();
    await utimes(cache, now, now).catch(() => undefined);
    return {
      ...{ dimension, words, problems },
      pieces: words.map(() => vectors),
      offsets: words.map((_, index) => index * dimension),
    };
  } catch {
    return undefined;
  }
}

/** Writes a cache, whole or not at all, and removes the oldest ones beside it. A cache that cannot be written is done without. */
export async function writeCache(cache: string, vectors: FileVectors): Promise<void> {
  const partial = `${cache}.${randomBytes(6).toString('hex')}.partial`;
  try {
    await mkdir(path.dirname(cache), { recursive: true });
    const { dimension, words, problems } = vectors;
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(seal(magic, version, { dimension, words, problems }, payloadOf(vectors)));
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

/** The bytes of all vectors in their order; those that lie one behind the other are one part. */
function payloadOf({ dimension, words, pieces, offsets }: FileVectors): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let from = 0, to = 0; from < words.length; from = to) {
    const piece = pieces[from]!;
    const offset = offsets[from]!;
    while (pieces[to] === piece && offsets[to] === offset + (to - from) * dimension) to++;
    parts.push(new Uint8Array(piece.buffer, piece.byteOffset + offset * 4, (to - from) * dimension * 4));
  }
  return parts;
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
