import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { flushFolder } from './durable-file.ts';
import { fileProblem } from './file-problem.ts';
import { nameRun, namedRun } from './latest.ts';
import { listRuns } from './read-run.ts';
import { latestFile } from './run-folder.ts';
import { lockOwner } from './run-lock.ts';
import { removeAbandoned, temporaryName } from './temporary-files.ts';

/**
 * Deletes a run, damaged ones too. From the first instant on no listing shows it; what a kill leaves is removed with the
 * next deletion or training. Where it was the current run, the newest complete one becomes so. Throws a UserError while
 * a living process writes it, and when it cannot be removed.
 */
export async function deleteRun(folder: string): Promise<void> {
  const runs = path.dirname(folder);
  const owner = await lockOwner(folder);
  if (owner)
    throw new UserError(`${folder} is being written by process ${owner.pid}. Stop its training first, then delete it.`);
  const aside = temporaryName(folder);
  try {
    await rename(folder, aside);
    await flushFolder(runs);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    throw fileProblem(error, 'write', folder);
  }
  await removeAbandoned(runs);
  if ((await namedRun(runs)) !== path.basename(folder)) return;
  const next = (await listRuns(runs)).find(({ status }) => status === 'complete');
  if (next) await nameRun(next.folder);
  else await rm(path.join(runs, latestFile), { force: true });
}
