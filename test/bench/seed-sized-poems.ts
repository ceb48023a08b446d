import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRandom } from '../../src/corpus/random.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';

/** The seed notebook reads 128 poems, which make 1,783 chunks; of the English corpus this choice makes 1,782. */
const poemsOfSeed = 128;
const choice = 43;

/** Copies a fixed choice of 128 of a folder's poems (of fewer, all) into one of their own, for as long as `use` takes. */
export async function withSeedSizedPoems<T>(corpusFolder: string, use: (folder: string) => Promise<T>): Promise<T> {
  const { poems } = await readCorpus(corpusFolder);
  const files = createRandom(choice)
    .shuffle(poems.map(({ file }) => file))
    .slice(0, poemsOfSeed);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'poetry-bench-'));
  try {
    for (const file of files) {
      const to = path.join(folder, file);
      fs.mkdirSync(path.dirname(to), { recursive: true });
      fs.copyFileSync(path.join(corpusFolder, file), to);
    }
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
