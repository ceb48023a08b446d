import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mediaFolder } from '../corpus/media-folder.ts';

/** The version in the package's `package.json`. */
export function productVersion(): string {
  const content: unknown = JSON.parse(readFileSync(path.join(mediaFolder(), '..', 'package.json'), 'utf8'));
  return (content as { version: string }).version;
}
