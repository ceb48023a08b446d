import { spawnSync } from 'node:child_process';

let found: string | null | undefined;

/** A python3 that has PyTorch (Debian's own python3 has it with the package python3-torch), or null. */
export function findTorch(): string | null {
  if (found === undefined)
    found =
      ['python3', '/usr/bin/python3'].find(
        (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
      ) ?? null;
  return found;
}
