import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../corpus/user-error.ts';
import { fileProblem, isMissing, systemCode } from './file-problem.ts';
import { isRecord } from './json-shape.ts';
import { runFiles } from './run-folder.ts';
import { isAlive, temporaryName } from './temporary-files.ts';

/** Who writes a run. */
export interface LockOwner {
  pid: number;
  host: string;
  /** Milliseconds since 1970. */
  since: number;
  /** Tells this lock from any other, also of the same process. */
  token: string;
}

export interface RunLock {
  /** Whether the lock is still this process's; false once somebody has deleted or taken it. */
  held(): Promise<boolean>;
  /** The run's folder was renamed, its lock file within it. */
  movedTo(folder: string): void;
  release(): Promise<void>;
}

/** Locks of this process that are in force: a lock with its pid but not among them is of an earlier process. */
const ownTokens = new Set<string>();

/**
 * Locks a run's folder for writing, by a file that names the process. A lock whose process is gone is taken over.
 * Throws a UserError when a living process holds it.
 */
export async function acquireLock(folder: string): Promise<RunLock> {
  const file = path.join(folder, runFiles.lock);
  const owner: LockOwner = { pid: process.pid, host: hostname(), since: Date.now(), token: randomUUID() };
  ownTokens.add(owner.token);
  try {
    // A round fails while others take over a stale lock: a matter of milliseconds.
    for (let round = 0; round < 50; round++) {
      if (await create(file, owner)) return heldLock(file, owner.token);
      const other = await readOwner(file);
      if (other && isInForce(other)) throw inUse(folder, file, other);
      if (await takeOver(file, other, owner)) return heldLock(file, owner.token);
      await setTimeout(10);
    }
    throw new UserError(`Another process is opening ${folder}; try again.`);
  } catch (error) {
    ownTokens.delete(owner.token);
    throw error;
  }
}

/** The living process that writes a run, if any. */
export async function lockOwner(folder: string): Promise<LockOwner | undefined> {
  const owner = await readOwner(path.join(folder, runFiles.lock));
  return owner && isInForce(owner) ? owner : undefined;
}

function heldLock(file: string, token: string): RunLock {
  const held = async (): Promise<boolean> => (await readOwner(file))?.token === token;
  return {
    held,
    movedTo: (folder) => {
      file = path.join(folder, runFiles.lock);
    },
    release: async () => {
      if (await held()) await rm(file, { force: true });
      ownTokens.delete(token);
    },
  };
}

function isInForce(owner: LockOwner): boolean {
  // Of another machine on a shared drive nothing can be told, so its word holds.
  if (owner.host !== hostname()) return true;
  if (owner.pid === process.pid) return ownTokens.has(owner.token);
  // A pid from before the machine started means another process by now. The minute is for a clock set meanwhile.
  const started = Date.now() - uptime() * 1000;
  return owner.since > started - 60_000 && isAlive(owner.pid);
}

function inUse(folder: string, file: string, owner: LockOwner): UserError {
  const where = owner.host === hostname() ? '' : ` on ${owner.host}`;
  return new UserError(
    `${folder} is being written by process ${owner.pid}${where}. Wait until it ends; if there is no such process, delete ${file}.`,
  );
}

/** Makes the lock with its content at one stroke; false when there is one already. */
async function create(file: string, owner: LockOwner): Promise<boolean> {
  const temporary = temporaryName(file);
  try {
    await writeNew(temporary, owner);
    await link(temporary, file);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    // A drive without hard links (exFAT, some shares).
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR'].includes(code ?? ''))
      return await createWithoutLink(file, owner);
    throw fileProblem(error, 'write', file);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function createWithoutLink(file: string, owner: LockOwner): Promise<boolean> {
  try {
    await writeNew(file, owner);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw fileProblem(error, 'write', file);
  }
}

async function writeNew(file: string, owner: LockOwner): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(JSON.stringify(owner));
  } finally {
    await handle.close();
  }
}

/** Undefined when there is no lock, or one that was cut off while being written. */
async function readOwner(file: string): Promise<LockOwner | undefined> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileProblem(error, 'read', file);
  }
  try {
    const owner: unknown = JSON.parse(content);
    if (isRecord(owner) && Number.isSafeInteger(owner.pid) && (owner.pid as number) > 0)
      return {
        pid: owner.pid as number,
        host: String(owner.host),
        since: Number(owner.since),
        token: String(owner.token),
      };
  } catch {
    // Not JSON: as good as no owner.
  }
  return undefined;
}

/** Whether a lock that names nobody has had time enough to be written. */
async function isOld(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
  return Date.now() - mtimeMs > 5000;
}

/**
 * Puts `owner` in the place of the stale owner of `file`: the lock, or the claim of one who died while taking it over.
 * Only the one process that can make the claim on that owner may do so, and only while the file still names it: so what
 * a quicker process has put there stays. False when another was quicker, or may be about to be.
 */
async function takeOver(file: string, stale: LockOwner | undefined, owner: LockOwner): Promise<boolean> {
  if (!stale && !(await isOld(file))) return false;
  // The token is whatever a file says: it becomes no path of its own. Each claim's name is longer than that of the file it
  // is on, so that claims that name one another, or nobody, lead to no circle.
  const claim = `${file}.over-${stale?.token.replace(/[^\w-]/g, '').slice(0, 64) ?? 'unreadable'}`;
  if (!(await create(claim, owner))) {
    const rival = await readOwner(claim);
    if ((rival && isInForce(rival)) || !(await takeOver(claim, rival, owner))) return false;
  }
  try {
    const now = await readOwner(file);
    if (now?.token !== stale?.token || (!now && !(await isOld(file)))) return false;
    await replace(file, owner);
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

async function replace(file: string, owner: LockOwner): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await writeNew(temporary, owner);
    await rename(temporary, file);
  } catch (error) {
    throw fileProblem(error, 'write', file);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
