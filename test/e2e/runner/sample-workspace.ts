import { cpSync } from 'node:fs';
import { samplePoems } from '../paths.ts';

/** Fills a workspace with the poems that the extension comes with. */
export function copySamplePoems(folder: string): void {
  cpSync(samplePoems, folder, { recursive: true });
}
