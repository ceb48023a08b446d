import { chmod, mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { UserError } from '../../src/corpus/user-error.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'poems-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  }
}

describe('readCorpus', () => {
  it('reads the poems of all formats in a folder and the folders in it, in the order of their paths', async () => {
    await put({
      'z.txt': 'a rose',
      'b/c.md': '# T\nthorn',
      'B.json': '[{"text":"leaf"}]',
      'b/a.jsonl': '{"text":"root"}',
      'é.poem': 'bud',
      'Z.TXT': 'stem',
    });
    const { root, poems, reports } = await readCorpus(folder);
    expect(poems.map(({ file }) => file)).toEqual(['B.json', 'Z.TXT', 'b/a.jsonl', 'b/c.md', 'z.txt', 'é.poem']);
    expect(poems.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(reports).toEqual([]);
    expect(root).toBe(folder);
  });

  it('passes over hidden folders, node_modules and files of other kinds', async () => {
    await put({
      'a.txt': 'rose',
      '.git/b.txt': 'x',
      '.poetry-explorer/runs/c.json': '[]',
      'node_modules/d/e.md': 'y',
      '.f.txt': 'z',
      'g.png': 'p',
      LICENSE: 'l',
    });
    const { poems, reports } = await readCorpus(folder);
    expect(poems.map(({ file }) => file)).toEqual(['a.txt']);
    expect(reports).toEqual([]);
  });

  it('names each file it cannot use in one line and reads the rest', async () => {
    await put({
      'a.txt': 'rose',
      'binary.txt': Uint8Array.from({ length: 300 }, (_, i) => i),
      'blank.txt': ' \n\n',
      'broken.json': '[{"text": "x"',
      'broken.jsonl': '{"text": "leaf"}\nnot json\n',
      'empty.poem': '',
      'package.json': '{"name": "x"}',
      'readme.md': '# Poems',
    });
    const { poems, reports } = await readCorpus(folder);
    expect(poems.map(({ file }) => file)).toEqual(['a.txt', 'broken.jsonl']);
    expect(reports.map(({ file }) => file)).toEqual([
      'binary.txt',
      'blank.txt',
      'broken.json',
      'broken.jsonl',
      'empty.poem',
      'package.json',
      'readme.md',
    ]);
    for (const { message } of reports) expect(message).toMatch(/^[^\n]+\.$/);
  });

  it('does not read a file that is too large', async () => {
    await put({ 'a.txt': 'rose' });
    const huge = await open(path.join(folder, 'huge.txt'), 'w');
    await huge.truncate(200 * 2 ** 20);
    await huge.close();
    const { poems, reports } = await readCorpus(folder);
    expect(poems).toHaveLength(1);
    expect(reports).toEqual([
      { file: 'huge.txt', message: 'has 200 MB, and at most 32 MB are read: split it, or remove it.' },
    ]);
  });

  it('follows no links: not in circles, not out of the folder, not to nowhere', async () => {
    await put({ 'a/b.txt': 'rose' });
    await symlink('..', path.join(folder, 'a/circle'));
    await symlink('a/b.txt', path.join(folder, 'same.txt'));
    await symlink('itself', path.join(folder, 'itself'));
    await symlink(os.tmpdir(), path.join(folder, 'outside'));
    await symlink('nothing.txt', path.join(folder, 'broken.txt'));
    const { poems, reports } = await readCorpus(folder);
    expect(poems.map(({ file }) => file)).toEqual(['a/b.txt']);
    expect(reports.map(({ file }) => file)).toEqual(['broken.txt', 'itself', 'outside']);
  });

  it('reads a folder that is reached through a link', async () => {
    await put({ 'real/a.txt': 'rose' });
    await symlink('real', path.join(folder, 'link'));
    const { root, poems } = await readCorpus(path.join(folder, 'link'));
    expect([root, poems.length]).toEqual([path.join(folder, 'link'), 1]);
  });

  it.skipIf(process.getuid?.() === 0)('reports files and folders that may not be read', async () => {
    await put({ 'a.txt': 'rose', 'b.txt': 'x', 'c/d.txt': 'y' });
    await chmod(path.join(folder, 'b.txt'), 0);
    await chmod(path.join(folder, 'c'), 0);
    const { poems, reports } = await readCorpus(folder);
    await chmod(path.join(folder, 'c'), 0o700);
    expect(poems).toHaveLength(1);
    expect(reports.map(({ file }) => file).sort()).toEqual(['b.txt', 'c']);
  });

  it('counts poems with the same text once, whatever their white space', async () => {
    await put({
      'a.txt': 'Rose, oh\npure',
      'b.txt': ' Rose,  oh\r\npure\n',
      'c.json': '[{"text":"Rose, oh pure"},{"text":"leaf"},{"text":"leaf"}]',
    });
    const { poems, reports } = await readCorpus(folder);
    expect(poems.map(({ file, text }) => [file, text])).toEqual([
      ['a.txt', 'Rose, oh\npure'],
      ['c.json', 'leaf'],
    ]);
    expect(reports.map(({ file, message }) => `${file} ${message}`)).toEqual([
      'b.txt its poem "B" stands in a.txt as well and is counted once: remove one of the two.',
      expect.stringMatching(/^c\.json .*and 1 more/),
    ]);
  });

  it('reads dirty files so that offsets are those of the file in an editor', async () => {
    const utf16 = Buffer.from('\ufeffRose,\r\noh', 'utf16le');
    await put({
      'a.txt': utf16,
      'b.txt': '\ufeff\r\nleaf\rroot',
      'c.txt': Buffer.from('caf\xe9 \x93bud\x94', 'latin1'),
    });
    const { poems, tokenized, vocabulary } = await readCorpus(folder);
    expect(poems.map(({ text }) => text)).toEqual(['Rose,\r\noh', 'leaf\rroot', 'café “bud”']);
    const tokens = tokenized.map(({ ids }) => Array.from(ids, (id) => vocabulary.tokens[id]));
    expect(tokens[1]).toEqual(['<POEM_START>', 'leaf', '<LINE_BREAK>', 'root', '<POEM_END>']);
    expect(Array.from(tokenized[1]!.starts)).toEqual([2, 2, 6, 7, 11]);
  });

  it('throws a UserError that names the folder when it is missing, a file, or without poems', async () => {
    await put({ 'a.txt': '', 'b.json': '{' });
    const missing = path.join(folder, 'missing');
    for (const [place, words] of [
      [missing, 'there is no such file or folder'],
      [path.join(folder, 'a.txt'), 'not a folder'],
      [folder, 'There are no poems in'],
      [folder, 'a.txt is empty'],
    ] as const) {
      const error: unknown = await readCorpus(place).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toContain(place);
      expect(String(error)).toContain(words);
      expect(String(error)).not.toContain('\n');
    }
  });

  it('tells its progress and stops when it is told to', async () => {
    await put(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.txt`, `poem ${i}`])));
    const progress: number[] = [];
    await readCorpus(folder, { onProgress: (done, total) => progress.push(done, total) });
    expect(progress.slice(0, 2)).toEqual([1, 40]);
    expect(progress.slice(-2)).toEqual([40, 40]);

    const abort = new AbortController();
    const reading = readCorpus(folder, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  it('has a fingerprint that changes with files, titles and texts only', async () => {
    await put({ 'a.txt': 'Title: T\n\nrose', 'b.txt': 'leaf' });
    const first = await readCorpus(folder);
    const again = await readCorpus(folder);
    await put({ 'a.txt': 'Title: U\n\nrose' });
    const retitled = await readCorpus(folder);
    expect(first.fingerprint).toMatch(/^[\da-f]{64}$/);
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(retitled.fingerprint).not.toBe(first.fingerprint);
  });
});
