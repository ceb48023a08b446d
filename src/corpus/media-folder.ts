import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from './user-error.ts';

/**
 * The absolute path of the package's `media` folder. It lies beside the package's `package.json`, above this module:
 * that holds for the sources and for the bundles in `dist`.
 */
export function mediaFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(path.join(folder, 'package.json'))) return path.join(folder, 'media');
    const parent = path.dirname(folder);
    if (parent === folder)
      throw new UserError('The folder "media" is missing from the installation: install it again.');
    folder = parent;
  }
}
