import { stat } from 'node:fs/promises';
import path from 'node:path';
import { runFiles } from '../runs/run-folder.ts';

/** Tells one state of a run from another, by the file that is written with every change of it; '' where there is none. */
export async function stateOfRun(runFolder: string): Promise<string> {
  const state = await stat(path.join(runFolder, runFiles.manifest)).catch(() => undefined);
  return state ? `${state.mtimeMs} ${state.size}` : '';
}
