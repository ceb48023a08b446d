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

/**
 * Whether PyTorch multiplies by the reference BLAS, which Debian's package brings and which is made to be read: a
 * training step then takes many times as long as it need.
 */
export function hasReferenceBlas(python: string): boolean {
  const script = "import torch; print('/blas/libblas.so' in open('/proc/self/maps').read())";
  return spawnSync(python, ['-c', script], { encoding: 'utf8' }).stdout.trim() === 'True';
}
