import { expect, it } from 'vitest';
import { memoryOfOneEpoch } from '../bench/memory.ts';
import { englishCorpus, hasEnglishCorpus } from '../corpus/english-corpus.ts';
import { say } from './say.ts';

// Elsewhere the system does not tell the most that a process has held.
it.skipIf(!hasEnglishCorpus || process.platform !== 'linux')(
  'one epoch at a hundred times the seed’s chunks keeps within 1.5 GB',
  async () => {
    const megabytes = await memoryOfOneEpoch(englishCorpus);
    say(`one epoch at 100 times the seed’s chunks: ${megabytes.toFixed(0)} MB at most`);
    expect(megabytes).toBeGreaterThan(100);
    expect(megabytes).toBeLessThan(1500);
  },
);
