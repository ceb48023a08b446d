import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { mediaFolder } from '../../src/corpus/media-folder.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the test file's last test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'poetry-explorer-'));
  made.push(folder);
  return folder;
}

/** A folder of its own with the first sample poems, some of every voice. */
export function folderOfPoems(count = 12): string {
  const samples = path.join(mediaFolder(), 'sample-poems');
  const files = readdirSync(samples)
    .flatMap((voice) => readdirSync(path.join(samples, voice)).map((file, i) => ({ i, file: path.join(voice, file) })))
    .sort((a, b) => a.i - b.i || (a.file < b.file ? -1 : 1))
    .slice(0, count);
  const folder = temporaryFolder();
  for (const { file } of files) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    cpSync(path.join(samples, file), path.join(folder, file));
  }
  return folder;
}
