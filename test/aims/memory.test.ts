import { expect, it } from 'vitest';
import { memoryOfOneEpoch, memoryOfTheSeed } from '../bench/memory.ts';
import { englishCorpus, hasEnglishCorpus } from '../corpus/english-corpus.ts';
import { say } from './say.ts';

// Elsewhere the system does not tell the most that a process has held.
const told = hasEnglishCorpus && process.platform === 'linux';

it.skipIf(!told)('the seed’s whole training at its own size keeps within 400 MB', async () => {
  const megabytes = await memoryOfTheSeed(englishCorpus);
  say(`the seed’s whole training, from the poems to the run: ${megabytes.toFixed(0)} MB at most`);
  expect(megabytes).toBeGreaterThan(100);
  expect(megabytes).toBeLessThan(400);
});

it.skipIf(!told)('one epoch at a hundred times the seed’s chunks keeps within 1.5 GB', async () => {
  const megabytes = await memoryOfOneEpoch(englishCorpus);
  say(`one epoch at 100 times the seed’s chunks: ${megabytes.toFixed(0)} MB at most`);
  expect(megabytes).toBeGreaterThan(100);
  expect(megabytes).toBeLessThan(1500);
});
