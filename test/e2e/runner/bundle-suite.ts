import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot, suiteBundle } from '../paths.ts';

/** Bundles test/e2e/suite for the extension host, which loads CommonJS: one file a test file, and the entry point. */
export async function bundleSuite(): Promise<void> {
  const folder = path.join(repositoryRoot, 'test/e2e/suite');
  const outdir = path.dirname(suiteBundle);
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: readdirSync(folder).map((name) => path.join(folder, name)),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
