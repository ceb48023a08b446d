import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVectorFile } from '../../../src/embeddings/files/read-vector-file.ts';
import { gloveText, temporaryFolder, vectorFile, vectorOf } from './make-vector-files.ts';

const rows = Array.from({ length: 1500 }, (_, i) => [`w${i}`, [i, 0.25, -i]] as const);
const wanted = new Set([...rows.slice(0, 1200).map(([word]) => word), 'absent']);
/** The bytes are others, the length is not. */
const changed = gloveText(rows).replaceAll('0.25', '0.75');

/** A vector file whose second reading shows whether it came from the cache: its text changes, size and time do not. */
async function cachedFile(): Promise<{ file: string; cacheFolder: string; cache: string }> {
  const file = await vectorFile(`${gloveText(rows)}w5 1\n`);
  const cacheFolder = path.join(await temporaryFolder(), 'cache', 'vectors');
  const time = new Date(1_700_000_000_000);
  await utimes(file, time, time);
  const first = await readVectorFile(file, wanted, { cacheFolder });
  expect(vectorOf(first.table, 'w7')).toEqual([7, 0.25, -7]);
  await writeFile(file, `${changed}w5 1\n`);
  await utimes(file, time, time);
  const names = await readdir(cacheFolder);
  expect(names).toHaveLength(1);
  return { file, cacheFolder, cache: path.join(cacheFolder, names[0]!) };
}

describe('The cache of a vector file', () => {
  it('gives what was read before, in whatever order the words are wanted', async () => {
    const { file, cacheFolder } = await cachedFile();
    const { table, reports } = await readVectorFile(file, new Set([...wanted].reverse()), { cacheFolder });
    expect(table.size).toBe(1200);
    for (const [word, numbers] of rows.slice(1, 1200)) expect(vectorOf(table, word)).toEqual(numbers);
    expect(table.has('absent')).toBe(false);
    expect(reports).toHaveLength(1);
  });

  it('is not used for other words, or once the file has another time', async () => {
    const { file, cacheFolder } = await cachedFile();
    const fewer = await readVectorFile(file, new Set(['w7']), { cacheFolder });
    expect(vectorOf(fewer.table, 'w7')).toEqual([7, 0.75, -7]);
    const later = new Date(1_700_000_001_000);
    await utimes(file, later, later);
    expect(vectorOf((await readVectorFile(file, wanted, { cacheFolder })).table, 'w7')).toEqual([7, 0.75, -7]);
  });

  it('is ignored and made anew when any of its bytes is damaged or it is cut short', async () => {
    const { file, cacheFolder, cache } = await cachedFile();
    const whole = await readFile(cache);
    const damages = [0, 8, 12, 20, 60, Math.floor(whole.length / 2), whole.length - 1].map((at) => {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1;
      return bytes;
    });
    for (const bytes of [...damages, whole.subarray(0, -1), whole.subarray(0, 30), Buffer.alloc(0)]) {
      await writeFile(cache, bytes);
      const { table } = await readVectorFile(file, wanted, { cacheFolder });
      expect(vectorOf(table, 'w7')).toEqual([7, 0.75, -7]);
      expect((await readFile(cache)).length).toBe(whole.length);
      expect(await readdir(cacheFolder)).toHaveLength(1);
    }
  });

  it('is done without where it cannot be written', async () => {
    const file = await vectorFile(gloveText(rows));
    const { table } = await readVectorFile(file, wanted, { cacheFolder: path.join(file, 'cache') });
    expect(table.size).toBe(1200);
  });
});
