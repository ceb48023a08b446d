import { UserError } from '../corpus/user-error.ts';
import { editRun } from './write-run.ts';

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
  const writer = await editRun(folder);
  try {
    await writer.rename(name.trim().replace(/\p{Cc}+/gu, ' '));
  } finally {
    await writer.close();
  }
}
