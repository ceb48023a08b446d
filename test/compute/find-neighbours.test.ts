import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findNeighbours, findNeighboursOfChunk, type NeighbourPassage } from '../../src/compute/find-neighbours.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { openRun } from '../../src/runs/read-run.ts';
import type { StoredChunk } from '../../src/runs/stored-chunk.ts';
import { folderOfPoems } from './sample-folder.ts';

let folder: string;
let run: string;
let chunks: StoredChunk[];
beforeAll(async () => {
  folder = folderOfPoems();
  ({ run } = await trainFolder({ folder, preset: 'seed', epochs: 3 }, {}, new AbortController().signal));
  chunks = await (await openRun(run)).chunks();
});

const find = (text: string, count = 5): Promise<NeighbourPassage[]> => findNeighbours(run, text, { count });
const chunkOf = (passage: NeighbourPassage): StoredChunk =>
  chunks.find((chunk) => chunk.file === passage.file && chunk.text === passage.text)!;

describe('the nearest passages of a text', () => {
  it('come most similar first, with the lines where they stand in their files', async () => {
    const passages = await find('the light goes round over the harbour');
    expect(passages).toHaveLength(5);
    const similarities = passages.map(({ similarity }) => similarity);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    for (const { file, startLine, endLine, text } of passages) {
      const lines = readFileSync(path.join(folder, file), 'utf8')
        .split('\n')
        .slice(startLine - 1, endLine);
      expect(lines.join('\n')).toContain(text);
    }
  });

  it('never overlap', async () => {
    const found = (await find('snow', 1000)).map(chunkOf);
    expect(found.length).toBeGreaterThan(12);
    for (const a of found)
      for (const b of found)
        if (a !== b && a.poem === b.poem) expect(a.tokenStart >= b.tokenEnd || b.tokenStart >= a.tokenEnd).toBe(true);
  });

  it('begin with the passage itself where the text is one of the corpus', async () => {
    const asked = chunks.find(({ indexInPoem, chunksInPoem }) => indexInPoem === 1 && chunksInPoem > 2)!;
    const [first] = await find(asked.text);
    expect(first).toMatchObject({ file: asked.file, text: asked.text, poem: asked.title, author: asked.author });
    expect(first!.similarity).toBeCloseTo(1, 4);
  });

  it('are found for words the run has never seen, and for long texts', async () => {
    for (const text of ['Zounds, quoth the astrolabe!', 'the obsequious porcupine', 'word '.repeat(400)])
      for (const { similarity } of await find(text)) expect(Math.abs(similarity)).toBeLessThanOrEqual(1);
  });

  it('are not looked for where neither the run nor its word vectors know a word', async () => {
    const message = expect.stringContaining('none of these words') as string;
    await expect(find('古池や 蛙飛び込む 水の音')).rejects.toMatchObject({ name: 'UserError', message });
  });

  it('are not looked for where the text has no word', async () => {
    for (const text of ['', '  \n ', '— … !'])
      await expect(find(text)).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining('no word'),
      });
  });
});

describe('the nearest passages of a chunk', () => {
  it('leave out the chunk and those that overlap it', async () => {
    const asked = chunks.find(({ indexInPoem, chunksInPoem }) => indexInPoem === 1 && chunksInPoem > 2)!;
    const found = (await findNeighboursOfChunk(run, asked.index, { count: 1000 })).map(chunkOf);
    expect(found.length).toBeGreaterThan(5);
    for (const { poem, tokenStart, tokenEnd } of found)
      expect(poem !== asked.poem || tokenStart >= asked.tokenEnd || tokenEnd <= asked.tokenStart).toBe(true);
  });
});
