import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readVectorFile } from '../../../src/embeddings/files/read-vector-file.ts';
import { gloveText, temporaryFolder, vectorFile, word2vecBinary } from './make-vector-files.ts';

const rows = Array.from({ length: 60_000 }, (_, i) => [`w${i}`, Array.from({ length: 10 }, (_, d) => i * d)] as const);

it('Reading a vector file stops with the reason of its signal, wherever it is, and leaves no cache', async () => {
  for (const content of [gloveText(rows), word2vecBinary(rows), gzipSync(gloveText(rows), { level: 1 })]) {
    const file = await vectorFile(content);
    const cacheFolder = await temporaryFolder();
    const reason = new Error('enough');
    const control = new AbortController();
    let calls = 0;
    const onProgress = (): void => {
      if (++calls === 2) control.abort(reason);
    };
    const reading = readVectorFile(file, new Set(['w1']), { signal: control.signal, onProgress, cacheFolder });
    await expect(reading).rejects.toBe(reason);
    expect(calls).toBe(2);
    expect(await readdir(cacheFolder)).toEqual([]);
    await expect(readVectorFile(file, new Set(['w1']), { signal: control.signal })).rejects.toBe(reason);
  }
});
