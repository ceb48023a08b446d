import { UserError } from '../corpus/user-error.ts';

const writing: Record<string, string> = {
  ENOSPC: 'the disk is full; free some space, then resume the run',
  EDQUOT: 'your disk quota is used up; free some space, then resume the run',
  EROFS: 'it lies on a read-only disk; choose a folder that can be written',
  EACCES: 'there is no permission to write it; change the permissions, or choose another folder',
  EPERM: 'there is no permission to write it; change the permissions, or choose another folder',
  EEXIST: 'a file stands where a folder is needed; move it away',
  ENOTDIR: 'a file stands where a folder is needed; move it away',
  ENOENT: 'its folder is gone; train again',
};

const reading: Record<string, string> = {
  ENOENT: 'it is missing; restore it from a copy, or delete the run and train again',
  EACCES: 'there is no permission to read it; change the permissions',
  EPERM: 'there is no permission to read it; change the permissions',
  EISDIR: 'it is a folder; restore the file from a copy, or delete the run and train again',
};

/** The system's refusal to write or read a file, as a UserError; any other error comes back as it is. */
export function fileProblem(error: unknown, action: 'write' | 'read', file: string): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof UserError) return error;
  const reason = (action === 'write' ? writing : reading)[code] ?? (error as Error).message;
  return new UserError(oneLine(`Cannot ${action} ${file}: ${reason}.`), { cause: error });
}

/** A run's file that is not what was written: which, what is wrong, what to do. */
export function damaged(file: string, what: string): UserError {
  return new UserError(
    oneLine(`${file} is damaged: ${what}. Restore it from a copy, or delete the run and train again.`),
  );
}

/** `ENOENT` and its like; undefined for errors that do not come from the system. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error && 'syscall' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ');
}
