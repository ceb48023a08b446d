import { UserError } from '../corpus/user-error.ts';
import {
  comparedPredictors,
  comparedSpaces,
  type ComparedQuality,
  type ComparedRun,
} from '../protocol/compare-messages.ts';
import { openRun, type Run } from '../runs/read-run.ts';
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
  const read = await attempt(async () => void (compared.quality = qualityOf(await opened.evaluation())));
  if (read && !compared.quality) compared.problems.push('It has not been measured on held-out poems.');
  return compared;
}

/** What of `evaluation.json` is compared; null where there is none, or one of another form. */
export function qualityOf(value: unknown): ComparedQuality | null {
  const split = at(value, 'split');
  const [poems, chunks] = [numberAt(value, 'poems'), numberAt(value, 'chunks')];
  const scores = comparedPredictors.flatMap((predictor) => {
    const path = predictor === 'network' ? ['heldOut'] : ['baselines', predictor];
    const [varianceExplained, cosine, mse] = [
      numberAt(value, ...path, 'varianceExplained'),
      numberAt(value, ...path, 'cosine'),
      numberAt(value, ...path, 'mse'),
    ];
    return Number.isFinite(varianceExplained + cosine + mse) ? [{ predictor, varianceExplained, cosine, mse }] : [];
  });
  const samePoemAt5 = comparedSpaces.flatMap((space) => {
    const share = numberAt(value, 'neighbours', space, 'samePoemAt5');
    return Number.isFinite(share) ? [{ space, share }] : [];
  });
  const sound = Number.isSafeInteger(poems) && Number.isSafeInteger(chunks) && scores[0]?.predictor === 'network';
  if ((split !== 'test' && split !== 'validation') || !sound || poems < 0 || chunks < 0) return null;
  return { split, poems, chunks, scores, samePoemAt5 };
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

function numberAt(value: unknown, ...path: string[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : Number.NaN;
}
