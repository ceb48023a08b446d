import path from 'node:path';
import { mediaFolder } from '../../corpus/media-folder.ts';

/** A file of the build. The engine has its own: neither room may call the other. */
export function builtFile(name: string): string {
  return path.join(path.dirname(mediaFolder()), 'dist', name);
}
