import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeDurably } from './durable-file.ts';
import { latestFile } from './run-folder.ts';

/** The run that a folder of runs names as its current one, by its id; '' where it names none. */
export async function namedRun(runsFolder: string): Promise<string> {
  return (await readFile(path.join(runsFolder, latestFile), 'utf8').catch(() => '')).trim();
}

/** Names a run as the current one of the folder it is in. Throws a UserError when that cannot be written. */
export async function nameRun(folder: string): Promise<void> {
  await writeDurably(path.join(path.dirname(folder), latestFile), `${path.basename(folder)}\n`);
}
