import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { prepareFile, type Digest } from './durable-file.ts';
import { readManifest, sameDigest, writeManifest, type Manifest } from './manifest.ts';
import { runFiles } from './run-folder.ts';
import type { RunLock } from './run-lock.ts';
import { digestOf, hasFile, readVerified } from './verified-file.ts';

/** Writes the files of one run, each together with its entry in the manifest. Calls may overlap; they wait their turn. */
export interface RunFiles {
  write(name: string, content: Iterable<Uint8Array | string>): Promise<void>;
  /** Enters what now counts of a file that grows in place; `grow` does the growing. */
  grow(name: string, grow: () => Promise<Digest>): Promise<void>;
  has(name: string): boolean;
  /** Leaves the manifest without traces of replaced files. */
  settle(): Promise<void>;
}

/** `manifest` is settled. Every write first makes sure that the lock is still held, and throws a UserError if not. */
export function runFilesWriter(folder: string, lock: RunLock, manifest: Manifest): RunFiles {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const result = turn.then(task);
    turn = result.catch(() => undefined);
    return result;
  };
  const checkLock = async (): Promise<void> => {
    if (!(await lock.held()))
      throw new UserError(
        `${folder} is no longer locked by this process; another one may be writing it. Resume the run.`,
      );
  };
  let unsettled = false;

  const write = async (name: string, content: Iterable<Uint8Array | string>): Promise<void> => {
    await checkLock();
    const pending = await prepareFile(path.join(folder, name), content);
    const old = manifest.get(name);
    const previous = old ? { bytes: old.bytes, sha256: old.sha256 } : null;
    const next = new Map(manifest).set(name, { ...pending.digest, previous });
    try {
      await writeManifest(folder, next);
    } catch (error) {
      await pending.discard();
      throw error;
    }
    await pending.publish();
    manifest.set(name, pending.digest);
    unsettled = true;
  };

  return {
    write: (name, content) => inTurn(() => write(name, content)),
    grow: (name, grow) =>
      inTurn(async () => {
        await checkLock();
        const digest = await grow();
        await writeManifest(folder, new Map(manifest).set(name, digest));
        manifest.set(name, digest);
        unsettled = false;
      }),
    has: (name) => manifest.has(name),
    settle: () =>
      inTurn(async () => {
        if (!unsettled) return;
        await checkLock();
        await writeManifest(folder, manifest);
        unsettled = false;
      }),
  };
}

/** The manifest of a run whose writer may have been killed between an entry and its file: what is there counts. */
export async function settledManifest(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const [name, { previous, ...digest }] of manifest) {
    if (previous === undefined) continue;
    if (!(await hasFile(folder, name))) manifest.delete(name);
    else {
      const found = digestOf(await readVerified(folder, name));
      manifest.set(name, previous && sameDigest(found, previous) ? previous : digest);
    }
  }
  return manifest;
}

/** A run's JSON file, as its readers and people find it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 1) + '\n';
}

/** Whether all that a person looks at is there. */
export function isWhole(files: RunFiles): boolean {
  return [runFiles.model, runFiles.bottleneck, runFiles.chunks, runFiles.vocabulary].every((name) => files.has(name));
}
