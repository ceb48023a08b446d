import { existsSync } from 'node:fs';
import path from 'node:path';
import { significant, table } from '../analysis/evaluation-report.ts';
import { UserError } from '../corpus/user-error.ts';
import { listRuns } from '../runs/read-run.ts';
import { runsFolder } from '../runs/run-folder.ts';
import { shortPath } from './passages.ts';
import { plainText } from './plain-text.ts';

/** Returns the text for standard output: the runs of a folder of poems, or of a folder of runs, newest first. */
export async function runsCommand(options: { folder?: string; json: boolean }): Promise<string> {
  const folder = path.resolve(options.folder ?? '.');
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}. Check its name.`);
  const below = runsFolder(folder);
  const place = existsSync(below) ? below : folder;
  // A folder of other things holds no runs, rather than only damaged ones.
  const runs = (await listRuns(place)).filter((run) => place === below || run.config !== undefined);
  if (options.json) {
    const fields = runs.map(({ config, id, folder: run, problem, ...rest }) => ({
      run,
      id,
      ...rest,
      preset: config?.preset ?? null,
      poems: config?.corpus.poems ?? null,
      ...(problem !== undefined && { problem }),
    }));
    return JSON.stringify(fields, null, 2);
  }
  if (runs.length === 0)
    return `There is no run in ${plainText(shortPath(place))} yet. Make one with: npx poetry-explorer train`;
  const loss = (value: number | null): string => (value === null ? '–' : significant(value));
  return [
    ...table(
      ['run', 'status', 'preset', 'poems', 'epochs', 'training loss', 'validation loss'],
      runs.map((run) => [
        plainText(run.id),
        run.status,
        run.config?.preset ?? '–',
        String(run.config?.corpus.poems ?? '–'),
        String(run.epochs),
        loss(run.trainLoss),
        loss(run.valLoss),
      ]),
    ),
    ...runs.flatMap(({ problem }) => (problem === undefined ? [] : [plainText(problem)])),
  ].join('\n');
}
