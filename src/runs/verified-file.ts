import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Digest } from './durable-file.ts';
import { damaged, fileProblem, isMissing } from './file-problem.ts';
import { readManifest, sameDigest } from './manifest.ts';

/** Whether the run has this file at all. */
export async function hasFile(folder: string, name: string): Promise<boolean> {
  const entry = (await readManifest(folder)).get(name);
  return entry !== undefined && (entry.previous !== null || (await exists(path.join(folder, name))));
}

/** A file of a run, whole. Throws a UserError that names it when it is missing, cut short or otherwise damaged. */
export async function readVerified(folder: string, name: string): Promise<Buffer> {
  return await verify(folder, name, async (file) => {
    const bytes = await readFile(file);
    return { value: bytes, digest: digestOf(bytes) };
  });
}

/**
 * The lines of a file of a run through `parse`, without holding the file in memory. The checksum is known only at the
 * end, so `parse` may see damaged lines; what it throws counts only when the checksum is right.
 */
export async function readVerifiedLines<T>(
  folder: string,
  name: string,
  parse: (line: string, index: number) => T,
): Promise<T[]> {
  return await verify(folder, name, async (file) => {
    const hash = createHash('sha256');
    const items: T[] = [];
    let bytes = 0;
    let failure: { error: unknown } | undefined;
    for await (const line of linesOf(file, (piece) => {
      hash.update(piece);
      bytes += piece.length;
    })) {
      if (failure) continue;
      try {
        items.push(parse(line, items.length));
      } catch (error) {
        failure = { error };
      }
    }
    return { value: items, digest: { bytes, sha256: hash.digest('hex') }, ...(failure && { failure }) };
  });
}

/** Checks that a file of a run is there with the right size, or, `thorough`, the right content. Throws a UserError. */
export async function checkFile(folder: string, name: string, thorough: boolean): Promise<void> {
  if (!(await hasFile(folder, name))) return;
  await verify(folder, name, async (file, sized) => {
    if (!thorough) return { value: undefined, digest: sized };
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(piece);
      bytes += piece.length;
    }
    return { value: undefined, digest: { bytes, sha256: hash.digest('hex') } };
  });
}

export function digestOf(bytes: Uint8Array): Digest {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

interface Content<T> {
  value: T;
  digest: Digest;
  failure?: { error: unknown };
}

/**
 * Reads against the manifest, and again where a writer has replaced the file between reading the one and the other.
 * A file of the wrong size is not read at all, however large; `sized` is the digest that its size fits.
 */
async function verify<T>(
  folder: string,
  name: string,
  read: (file: string, sized: Digest) => Promise<Content<T>>,
): Promise<T> {
  const file = path.join(folder, name);
  for (let last: Digest | undefined; ; await delay(20)) {
    const entry = (await readManifest(folder)).get(name);
    if (!entry) throw damaged(file, 'the run does not list it');
    const accepted = [entry, entry.previous].filter((digest) => digest != null);
    let found: Digest;
    try {
      found = { bytes: (await stat(file)).size, sha256: '' };
      const sized = accepted.find(({ bytes }) => bytes === found.bytes);
      if (sized) {
        const { value, digest, failure } = await read(file, sized);
        if (accepted.some((one) => sameDigest(one, digest))) {
          if (failure) throw failure.error;
          return value;
        }
        found = digest;
      }
    } catch (error) {
      throw fileProblem(error, 'read', file);
    }
    if (last && sameDigest(last, entry)) throw damaged(file, difference(entry, found));
    last = entry;
  }
}

function difference(expected: Digest, found: Digest): string {
  return expected.bytes === found.bytes
    ? 'its checksum does not match'
    : `it has ${found.bytes} bytes and should have ${expected.bytes}`;
}

async function* linesOf(file: string, onPiece: (piece: Buffer) => void): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    onPiece(piece);
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      rest.push(piece.subarray(start, end));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      start = end + 1;
    }
    if (start < piece.length) rest.push(piece.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString('utf8');
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw fileProblem(error, 'read', file);
  }
}
