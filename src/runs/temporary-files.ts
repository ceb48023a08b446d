import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from './file-problem.ts';

let made = 0;

/** A name beside `file` that no other process takes, and that tells whose it is. */
export function temporaryName(file: string): string {
  return `${file}.${process.pid}-${++made}.tmp`;
}

export function isTemporary(name: string): boolean {
  return name.endsWith('.tmp');
}

/** Removes what processes that are no longer alive left in a folder under temporary names. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = /\.(\d+)-\d+\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether there is a process of this number on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process lives but is somebody else's.
    return systemCode(error) === 'EPERM';
  }
}
