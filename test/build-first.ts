import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Tests read the kernels and the command line from dist/. */
export default function buildFirst(): void {
  execFileSync(process.execPath, ['esbuild.config.mjs'], {
    cwd: path.resolve(import.meta.dirname, '..'),
    stdio: 'inherit',
  });
}
