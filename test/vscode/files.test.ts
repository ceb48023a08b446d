import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copySamplePoems } from '../../src/vscode/copy-sample-poems.ts';
import { placeRuns, runsInStorage } from '../../src/vscode/runs-place.ts';

let folder: string;
beforeEach(async () => void (folder = await fs.mkdtemp(path.join(os.tmpdir(), 'poetry-vscode-'))));
afterEach(() => fs.rm(folder, { recursive: true, force: true }));

describe('copying the sample poems', () => {
  const write = async (name: string, text: string) => {
    await fs.mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await fs.writeFile(path.join(folder, name), text);
  };
  const copy = () => copySamplePoems(path.join(folder, 'from'), path.join(folder, 'to'));

  it('makes a copy that can be written, folders and all', async () => {
    await write('from/poet/a.txt', 'one');
    await fs.chmod(path.join(folder, 'from/poet/a.txt'), 0o444);
    await write('from/b.txt', 'two');
    expect(await copy()).toBe(2);
    expect(await fs.readFile(path.join(folder, 'to/poet/a.txt'), 'utf8')).toBe('one');
    expect((await fs.stat(path.join(folder, 'to/poet/a.txt'))).mode & 0o200).toBe(0o200);
  });

  it('leaves what a person has changed, and brings back what is missing', async () => {
    await write('from/a.txt', 'one');
    await write('from/b.txt', 'two');
    await copy();
    await write('to/a.txt', 'my own words');
    await fs.rm(path.join(folder, 'to/b.txt'));
    expect(await copy()).toBe(1);
    expect(await fs.readFile(path.join(folder, 'to/a.txt'), 'utf8')).toBe('my own words');
    expect(await fs.readFile(path.join(folder, 'to/b.txt'), 'utf8')).toBe('two');
  });
});

describe('the place of the runs', () => {
  it('is beside the poems, and looking leaves nothing behind', async () => {
    const place = await placeRuns(folder, '/storage');
    expect(place).toEqual({ folder: path.join(folder, '.poetry-explorer', 'runs'), readOnly: false });
    expect(await fs.readdir(folder)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is the storage when the folder is read-only', async () => {
    await fs.chmod(folder, 0o555);
    const asRoot = process.geteuid?.() === 0;
    // An administrator may write anywhere, so look as nobody.
    if (asRoot) process.seteuid?.(65534);
    try {
      expect(await placeRuns(folder, '/storage')).toEqual({
        folder: runsInStorage('/storage', folder),
        readOnly: true,
      });
    } finally {
      if (asRoot) process.seteuid?.(0);
    }
  });

  it('in the storage differs for folders of the same name, and stays inside', () => {
    const places = ['/a/poems', '/b/poems', '/c/..', '/'].map((place) => runsInStorage('/storage', place));
    expect(new Set(places).size).toBe(places.length);
    for (const place of places) expect(path.dirname(place)).toBe(path.join('/storage', 'runs'));
  });
});
