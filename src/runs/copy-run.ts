import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { flushFolder } from './durable-file.ts';
import { fileProblem } from './file-problem.ts';
import { readManifest } from './manifest.ts';
import { prepareRunsFolder, runFiles } from './run-folder.ts';
import { lockOwner } from './run-lock.ts';
import { checkRun } from './run-summary.ts';
import { temporaryName } from './temporary-files.ts';

/**
 * Copies a whole run to a new folder, to be kept or given away; `importRun` takes it in elsewhere. The copy is checked,
 * and has its name only once it is whole. Throws a UserError when the destination exists or cannot be written, and for
 * a run that is damaged or being written.
 */
export async function exportRun(folder: string, destination: string): Promise<void> {
  if (existsSync(destination)) throw new UserError(`${destination} exists already. Choose a name that is not taken.`);
  const owner = await lockOwner(folder);
  if (owner)
    throw new UserError(`${folder} is being written by process ${owner.pid}. Wait until it ends, then export it.`);
  await copyRun(folder, destination);
}

/**
 * Takes a run in among those of a folder, and gives its new place. Throws a UserError that says what is wrong when the
 * source is no run, or a damaged one.
 */
export async function importRun(source: string, runsFolder: string): Promise<string> {
  await prepareRunsFolder(runsFolder);
  const wanted = path.join(runsFolder, path.basename(path.resolve(source)));
  for (let n = 1; ; n++) {
    const folder = n === 1 ? wanted : `${wanted}-${n}`;
    if (existsSync(folder)) continue;
    await copyRun(source, folder);
    return folder;
  }
}

async function copyRun(source: string, destination: string): Promise<void> {
  const [problem] = await checkRun(source);
  if (problem !== undefined) throw new UserError(problem);
  const unborn = temporaryName(destination);
  try {
    // What the manifest lists is the run: locks, temporary files and strangers stay behind.
    for (const name of [...(await readManifest(source)).keys(), runFiles.manifest]) {
      const from = path.join(source, name);
      // A file that a kill kept from being written is listed before it is there.
      if (!existsSync(from)) continue;
      await mkdir(path.dirname(path.join(unborn, name)), { recursive: true });
      await copyFile(from, path.join(unborn, name));
    }
    const [damage] = await checkRun(unborn);
    if (damage !== undefined)
      throw new UserError(`The copy of ${source} did not come out whole. Try again. (${damage})`);
    await rename(unborn, destination);
    await flushFolder(path.dirname(destination));
  } catch (error) {
    await rm(unborn, { recursive: true, force: true }).catch(() => undefined);
    throw fileProblem(error, 'write', destination);
  }
}
