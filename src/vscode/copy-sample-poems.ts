import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * Copies the sample poems to where a person may change them. A file that is already there stays as it is. Returns the
 * number of files copied.
 */
export async function copySamplePoems(from: string, to: string): Promise<number> {
  await fs.mkdir(to, { recursive: true });
  let copied = 0;
  for (const entry of await fs.readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copied += await copySamplePoems(source, target);
    else if (await copyIfAbsent(source, target)) copied++;
  }
  return copied;
}

async function copyIfAbsent(source: string, target: string): Promise<boolean> {
  try {
    await fs.copyFile(source, target, constants.COPYFILE_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  // An installed extension's files may be read-only, and a copy keeps that.
  await fs.chmod(target, 0o644);
  return true;
}
