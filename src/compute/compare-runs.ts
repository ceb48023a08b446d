import { UserError } from '../corpus/user-error.ts';
import type { ComparedRun } from '../protocol/compare-messages.ts';
import { openRun, type Run } from '../runs/read-run.ts';
import { figuresIn } from './held-out-figures.ts';
import { settingsOf } from './run-settings.ts';

/** What of each run is laid beside the others. A run that is damaged, of another version or not complete says so. */
export async function compareRuns(folders: readonly string[]): Promise<ComparedRun[]> {
  return Promise.all(folders.map(comparedRun));
}

async function comparedRun(folder: string): Promise<ComparedRun> {
  const compared: ComparedRun = { folder, problems: [], settings: [], epochs: [], quality: null };
  const attempt = async (read: () => Promise<void>): Promise<boolean> => {
    try {
      await read();
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      compared.problems.push(error.message);
      return false;
    }
  };
  let run: Run | undefined;
  await attempt(async () => void (run = await openRun(folder)));
  const opened = run;
  if (!opened) return compared;
  compared.settings = settingsOf(opened.config);
  await attempt(async () => {
    const history = await opened.history();
    compared.epochs = history.map(({ epoch, trainLoss, valLoss }) => ({ epoch, trainLoss, valLoss }));
  });
  if (opened.config.status !== 'complete') {
    compared.problems.push('Its training is not complete, so it has not been measured and has no neighbours yet.');
    return compared;
  }
  const read = await attempt(async () => void (compared.quality = figuresIn(await opened.evaluation())));
  if (read && !compared.quality) compared.problems.push('It has not been measured on held-out poems.');
  return compared;
}
