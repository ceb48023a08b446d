import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EnginePlaces } from '../protocol/engine-choices.ts';

/**
 * Where the command line looks for the packages of GPU engines: in the folder that is named, and beside this program
 * where that is itself installed as a package. Never in the folder of the poems: code from there would be run.
 */
export function enginePlaces(packages: string | undefined, here = fileURLToPath(import.meta.url)): EnginePlaces {
  const parts = here.split(path.sep);
  const modules = parts.lastIndexOf('node_modules');
  return {
    folders: [
      ...(packages === undefined ? [] : [path.resolve(packages)]),
      ...(modules > 0 ? [parts.slice(0, modules).join(path.sep)] : []),
    ],
    storage: path.join(cacheFolder(), 'poetry-embedding-explorer'),
  };
}

/** Where programs keep what they can find out again. */
function cacheFolder(): string {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches');
  const named = process.env.XDG_CACHE_HOME;
  return named && path.isAbsolute(named) ? named : path.join(homedir(), '.cache');
}
