import { UserError } from '../corpus/user-error.ts';
import { readConfig } from './read-config.ts';
import { jsonText, runFilesWriter, settledManifest } from './run-files.ts';
import { runFiles } from './run-folder.ts';
import { acquireLock } from './run-lock.ts';

export const longestName = 100;

/** Why a run cannot be called so; undefined when it can. */
export function problemWithName(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return 'A run needs a name: type at least one character.';
  if ([...trimmed].length > longestName) return `A run's name has at most ${longestName} characters: shorten it.`;
  return undefined;
}

/**
 * Gives a run another name; its folder keeps its own. Throws a UserError for a name that is empty or too long, and for a
 * run that is damaged or being written.
 */
export async function renameRun(folder: string, name: string): Promise<void> {
  const problem = problemWithName(name);
  if (problem !== undefined) throw new UserError(problem);
  // A folder that holds no run is reported as such, and gets no lock file.
  await readConfig(folder);
  const lock = await acquireLock(folder);
  try {
    // Not by a whole RunWriter, which the editor's own process would have to load for this alone.
    const files = runFilesWriter(folder, lock, await settledManifest(folder));
    const config = { ...(await readConfig(folder)), name: name.trim().replace(/\p{Cc}+/gu, ' ') };
    await files.write(runFiles.config, [jsonText(config)]);
    await files.settle();
  } finally {
    await lock.release();
  }
}
