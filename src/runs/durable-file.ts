import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileProblem, systemCode } from './file-problem.ts';
import { temporaryName } from './temporary-files.ts';

/** What a file holds, for telling damage. */
export interface Digest {
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** A file written and flushed under a temporary name; `publish` puts it in its place at one stroke. */
export interface PendingFile {
  digest: Digest;
  publish(): Promise<void>;
  discard(): Promise<void>;
}

/** Throws a UserError when the disk is full or cannot be written; nothing is left behind then. */
export async function prepareFile(file: string, content: Iterable<Uint8Array | string>): Promise<PendingFile> {
  const temporary = temporaryName(file);
  const discard = (): Promise<void> => rm(temporary, { force: true }).catch(() => undefined);
  try {
    const digest = await writeFlushed(temporary, content);
    return { digest, discard, publish: () => replace(temporary, file) };
  } catch (error) {
    await discard();
    throw fileProblem(error, 'write', file);
  }
}

/** Puts new content in the place of a file, so that at any instant it holds either all of the old or all of the new. */
export async function writeDurably(file: string, content: string): Promise<void> {
  const pending = await prepareFile(file, [content]);
  await pending.publish();
}

/** Makes a folder's entries (a rename, a new file) survive a power cut, where the system can. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and some network drives cannot flush them.
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function writeFlushed(file: string, content: Iterable<Uint8Array | string>): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await open(file, 'wx');
  try {
    for (const piece of content) {
      const data = typeof piece === 'string' ? Buffer.from(piece) : piece;
      hash.update(data);
      bytes += data.length;
      await handle.writeFile(data);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function replace(temporary: string, file: string): Promise<void> {
  try {
    await renameEvenIfRead(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileProblem(error, 'write', file);
  }
  await flushFolder(path.dirname(file));
}

/** Windows refuses to replace a file while somebody (a virus scanner, the explorer) has it open: wait up to a second. */
async function renameEvenIfRead(from: string, to: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
      if (process.platform !== 'win32' || !held || tries === 20) throw error;
      await delay(50);
    }
  }
}
