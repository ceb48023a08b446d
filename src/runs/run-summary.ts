import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { readHistory } from './history-file.ts';
import { readManifest } from './manifest.ts';
import { readConfig } from './read-config.ts';
import type { RunConfig } from './run-config.ts';
import { canBeMadeAgain, runFiles } from './run-folder.ts';
import { lockOwner } from './run-lock.ts';
import { checkFile } from './verified-file.ts';

/** A run in a listing. */
export interface RunSummary {
  /** Name of its folder. */
  id: string;
  folder: string;
  /** As the person gave it; the folder's name when the run cannot be read. */
  name: string;
  /** ISO 8601. */
  created: string;
  /** `interrupted`: its process is gone, and it can be resumed. */
  status: 'training' | 'interrupted' | 'stopped' | 'complete' | 'damaged';
  /** Epochs done. */
  epochs: number;
  /** Losses of the weights kept, or of the last epoch while there are none; null before the first. */
  trainLoss: number | null;
  valLoss: number | null;
  config?: RunConfig;
  /** One line: what is wrong with a damaged run and what to do. */
  problem?: string;
}

/** Every problem of a run's files, one line each, after reading all of them. */
export async function checkRun(folder: string): Promise<string[]> {
  const problems: string[] = [];
  const check = async (read: () => Promise<unknown>): Promise<void> => {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  };
  await check(() => readConfig(folder));
  if (problems.length > 0) return problems;
  await check(() => readHistory(folder));
  for (const name of (await readManifest(folder)).keys())
    if (name !== runFiles.history && !canBeMadeAgain(name)) await check(() => checkFile(folder, name, true));
  return problems;
}

/** Files are checked for presence and size, and with `thorough` for their content. */
export async function summariseRun(folder: string, thorough: boolean): Promise<RunSummary> {
  const id = path.basename(folder);
  let config: RunConfig | undefined;
  try {
    config = await readConfig(folder);
    const history = await readHistory(folder);
    for (const name of (await readManifest(folder)).keys())
      if (name !== runFiles.history && !canBeMadeAgain(name)) await checkFile(folder, name, thorough);
    const last = config.result ?? history.at(-1);
    return {
      id,
      folder,
      name: config.name,
      created: config.created,
      status: config.status === 'training' && !(await lockOwner(folder)) ? 'interrupted' : config.status,
      epochs: history.length,
      trainLoss: last?.trainLoss ?? null,
      valLoss: last?.valLoss ?? null,
      config,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      id,
      folder,
      name: config?.name ?? id,
      created: config?.created ?? (await changed(folder)),
      status: 'damaged',
      epochs: 0,
      trainLoss: null,
      valLoss: null,
      ...(config && { config }),
      problem: error.message,
    };
  }
}

async function changed(folder: string): Promise<string> {
  const { mtime } = await stat(folder).catch(() => ({ mtime: new Date(0) }));
  return mtime.toISOString();
}
