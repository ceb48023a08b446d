import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Executables that may run an engine process, in the order in which they are tried: this process's own, which in VS Code
 * is Electron and may refuse a GPU package its buffers; the Node of the setting; the one that a terminal would find.
 */
export function engineRuntimes(nodePath?: string, searched = process.env.PATH ?? ''): string[] {
  const candidates = [process.execPath, ...(nodePath ? [nodePath] : []), ...nodesOf(searched)];
  const known = new Set<string>();
  return candidates.filter((file) => {
    const real = realPathOf(file);
    if (real === undefined || known.has(real)) return false;
    known.add(real);
    return true;
  });
}

/** The first Node of a search path. Relative places are left out: the folder of the process may be anyone's. */
function nodesOf(searched: string): string[] {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const files = searched
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name));
  const first = files.find((file) => realPathOf(file) !== undefined);
  return first === undefined ? [] : [first];
}

function realPathOf(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
