import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../sample-folder.ts';

/** A folder whose `node_modules` holds a package of this name, with these files. */
export function folderWithPackage(name: string, version: string, files: Record<string, string> = {}): string {
  const folder = temporaryFolder();
  const place = path.join(folder, 'node_modules', name);
  const manifest = JSON.stringify({ name, version, main: 'index.js' });
  for (const [file, content] of Object.entries({ 'package.json': manifest, ...files })) {
    mkdirSync(path.dirname(path.join(place, file)), { recursive: true });
    writeFileSync(path.join(place, file), content);
  }
  return folder;
}
