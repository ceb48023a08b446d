import path from 'node:path';
import { mediaFolder } from '../corpus/media-folder.ts';

/** Where the base model lies that is part of the installation. */
export function baseModelFolder(): string {
  return path.join(mediaFolder(), 'base-model');
}
