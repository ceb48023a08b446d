import { UserError } from '../corpus/user-error.ts';

/** A comparison is fair only on the same poems. */
export function changedDuringSweep(folder: string): UserError {
  return new UserError(
    `The poems in ${folder} have changed since the comparison was begun, so it cannot go on. Put them back as they were, or begin another.`,
  );
}
