import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { latestRun, listRuns } from '../runs/read-run.ts';
import { runFiles, runsFolder } from '../runs/run-folder.ts';

/** The folder of the run that was meant: a folder itself, `latest`, or a run's name in the folder of runs. */
export async function findRun(argument: string, folderOfRuns?: string): Promise<string> {
  if (holdsRun(argument)) return path.resolve(argument);
  const runs = path.resolve(folderOfRuns ?? runsFolder('.'));
  const advice = `Give the run's folder, or the folder of runs with --runs.`;
  if (argument === 'latest') {
    const latest = await latestRun(runs);
    if (!latest) throw new UserError(`There is no complete run in ${runs}. ${advice}`);
    return latest.folder;
  }
  const known = await listRuns(runs);
  const found = known.find((run) => run.id === argument) ?? known.find((run) => run.name === argument);
  if (found) return found.folder;
  if (existsSync(argument)) throw new UserError(`${path.resolve(argument)} holds no run. ${advice}`);
  throw new UserError(`There is no run "${argument}" in ${runs}. ${advice}`);
}

/** As `findRun`, for resuming: `latest` is the newest run whose training is not complete and that nobody is training. */
export async function findUnfinishedRun(argument: string, folderOfRuns?: string): Promise<string> {
  if (argument !== 'latest' || holdsRun(argument)) return findRun(argument, folderOfRuns);
  const runs = path.resolve(folderOfRuns ?? runsFolder('.'));
  const unfinished = (await listRuns(runs)).find(({ status }) => status === 'stopped' || status === 'interrupted');
  if (!unfinished)
    throw new UserError(
      `There is no unfinished run in ${runs}. Give the run's folder, or that of the runs with --out.`,
    );
  return unfinished.folder;
}

function holdsRun(folder: string): boolean {
  return existsSync(path.join(folder, runFiles.config)) || existsSync(path.join(folder, runFiles.manifest));
}
