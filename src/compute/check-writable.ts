import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';

/** Throws a UserError when a folder cannot be written, or made where it is missing. Leaves nothing behind. */
export async function checkWritable(folder: string): Promise<void> {
  for (let existing = folder; ; existing = path.dirname(existing)) {
    try {
      await access(existing, constants.W_OK);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && existing !== path.dirname(existing)) continue;
      throw new UserError(`${folder} cannot be written (${code}). Choose another folder for the runs.`);
    }
  }
}
