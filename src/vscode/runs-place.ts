import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { runsFolder } from '../runs/run-folder.ts';

export interface RunsPlace {
  /** The folder of the runs; it need not exist yet. */
  folder: string;
  /** The poems' own place cannot be written to, so that runs go to the extension's storage. */
  readOnly: boolean;
}

/** Where the runs go of poems whose own place is read-only: one folder a place, below the extension's storage. */
export function runsInStorage(storage: string, place: string): string {
  const name = path
    .basename(place)
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .slice(0, 40);
  const id = createHash('sha256').update(path.resolve(place)).digest('hex').slice(0, 12);
  return path.join(storage, 'runs', `${name || 'folder'}-${id}`);
}

/** Where the runs of a training go, whose own place is `place`: the open folder, or the poems' folder. */
export async function placeRuns(place: string, storage: string): Promise<RunsPlace> {
  if (await isReadOnly(place)) return { folder: runsInStorage(storage, place), readOnly: true };
  return { folder: runsFolder(place), readOnly: false };
}

/** Tried by making and removing a folder: permissions alone do not tell (mounts, access lists, an administrator). */
async function isReadOnly(place: string): Promise<boolean> {
  const nearest = await firstThatExists([runsFolder(place), path.dirname(runsFolder(place)), place]);
  try {
    await fs.rmdir(await fs.mkdtemp(path.join(nearest, '.poetry-explorer-')));
    return false;
  } catch (error) {
    // Anything else (a missing folder, a full disk) is told by the training itself, with its own words.
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return ['EACCES', 'EPERM', 'EROFS'].includes(code);
  }
}

async function firstThatExists(candidates: readonly string[]): Promise<string> {
  for (const candidate of candidates) {
    if (
      await fs.stat(candidate).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      return candidate;
  }
  return candidates.at(-1)!;
}
