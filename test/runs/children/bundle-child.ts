import path from 'node:path';
import { build } from 'esbuild';

/** Bundles a child process's source into `folder`, so that it starts in a blink; returns the script to run. */
export async function bundleChild(source: string, folder: string): Promise<string> {
  const outfile = path.join(folder, path.basename(source).replace(/\.ts$/, '.mjs'));
  await build({ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return outfile;
}
