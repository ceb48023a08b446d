import { existsSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { hasReferenceBlas } from './find-torch.ts';

/** Debian's PyTorch takes the BLAS that it finds first; where a faster one is installed the reference lies here beside it. */
const [debianTorch, referenceBlas] = ['/usr/lib/python3/dist-packages/torch', '/usr/lib/x86_64-linux-gnu/blas'];

afterEach(() => vi.unstubAllEnvs());

it.skipIf(![debianTorch, `${referenceBlas}/libblas.so.3`].every(existsSync))(
  'tells when PyTorch multiplies by the reference BLAS',
  () => {
    vi.stubEnv('LD_LIBRARY_PATH', referenceBlas);
    expect(hasReferenceBlas('/usr/bin/python3')).toBe(true);
  },
);
