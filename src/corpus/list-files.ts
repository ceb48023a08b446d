import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { byCodePoint } from './code-point-order.ts';
import { explainFileError } from './explain-file-error.ts';
import { pathInCorpus } from './path-in-corpus.ts';
import type { FileReport } from './types.ts';

/** Folders that hold no poems of a person; hidden ones, as `.git` and `.poetry-explorer`, are passed over as well. */
const foreignFolders = new Set(['node_modules']);

/**
 * The files below a folder, as paths with forward slashes in code-point order. Links are not followed: a link within
 * the folder leads to what is read anyway, others are reported.
 */
export async function listFiles(
  root: string,
  signal?: AbortSignal,
): Promise<{ files: string[]; reports: FileReport[] }> {
  const files: string[] = [];
  const reports: FileReport[] = [];
  const pending = [''];
  for (let folder; (folder = pending.pop()) !== undefined;) {
    signal?.throwIfAborted();
    for (const entry of await entriesOf(root, folder, reports)) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.') || foreignFolders.has(entry.name)) continue;
      if (entry.isDirectory()) pending.push(file);
      else if (entry.isFile()) files.push(file);
      else if (entry.isSymbolicLink()) {
        const message = await problemOfLink(root, file);
        if (message !== undefined) reports.push({ file, message });
      }
    }
  }
  return { files: files.sort(byCodePoint), reports: reports.sort((a, b) => byCodePoint(a.file, b.file)) };
}

async function entriesOf(root: string, folder: string, reports: FileReport[]): Promise<Dirent[]> {
  try {
    return await readdir(path.join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    reports.push({ file: folder, message: `could not be read: ${explainFileError(error)}` });
    return [];
  }
}

async function problemOfLink(root: string, file: string): Promise<string | undefined> {
  try {
    const target = await realpath(path.join(root, file));
    const inside = target === root || pathInCorpus(root, target) !== undefined;
    return inside
      ? undefined
      : 'is a link that leads out of the folder and was not followed: copy the poems into the folder.';
  } catch {
    return 'is a link that leads nowhere: remove it.';
  }
}
