import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface LockedFolder {
  readonly folder: string;
  /** The files that say, to the version, what is to be in it. */
  readonly locks: readonly string[];
  /** Of what is in it, what must be there. */
  readonly needed: readonly string[];
}

/**
 * Fills a folder where it is not complete: where its locks are not those it was filled by, where filling it did not
 * come to its end, or where something that is needed is gone.
 */
export async function fillOnce({ folder, locks, needed }: LockedFolder, fill: () => Promise<void>): Promise<void> {
  const hash = createHash('sha256');
  for (const file of locks) hash.update(readFileSync(file));
  const locked = hash.digest('hex');
  const stamp = path.join(folder, 'complete');
  if ([stamp, ...needed].every(existsSync) && readFileSync(stamp, 'utf8') === locked) return;

  rmSync(stamp, { force: true });
  mkdirSync(folder, { recursive: true });
  await fill();
  writeFileSync(stamp, locked);
}
