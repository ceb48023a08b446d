import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { normaliseToken } from '../../src/corpus/normalise-token.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { structureTokens } from '../../src/corpus/special-tokens.ts';
import { corpusStatistics } from '../../src/corpus/statistics.ts';
import type { ChunkSet, Corpus } from '../../src/corpus/types.ts';
import { englishCorpus, hasEnglishCorpus } from './english-corpus.ts';

describe.skipIf(!hasEnglishCorpus)('the English corpus', () => {
  let corpus: Corpus;
  let chunkSet: ChunkSet;
  beforeAll(async () => {
    corpus = await readCorpus(englishCorpus);
    chunkSet = buildChunks(corpus, defaultChunkSettings);
  });

  it('is read whole: 1,321 poems by 32 poets, none reported', () => {
    expect(corpus.reports).toEqual([]);
    expect(corpus.poems).toHaveLength(1321);
    expect(new Set(corpus.poems.map(({ author }) => author)).size).toBe(32);
    expect(corpus.poems[0]).toMatchObject({ title: '1887', author: 'A. E. Housman', file: 'a-e-housman/1887.txt' });
  });

  it('has each token where its file holds it', () => {
    const structure: readonly string[] = structureTokens;
    for (const [poem, { ids, starts, ends }] of corpus.tokenized.entries()) {
      const { file } = corpus.poems[poem]!;
      const document = readFileSync(path.join(englishCorpus, file), 'utf8');
      ids.forEach((id, i) => {
        const token = corpus.vocabulary.tokens[id]!;
        const slice = document.slice(starts[i], ends[i]);
        const right = structure.includes(token) ? slice.trim() === '' : normaliseToken(slice) === token;
        if (!right) expect.fail(`${file}: "${slice}" is not ${token}`);
      });
    }
  });

  it('has every token in some chunk, in about 24,000 chunks', () => {
    const statistics = corpusStatistics(corpus, chunkSet);
    expect(statistics.shareOfTokensKept).toBe(1);
    expect(statistics.chunks).toBeGreaterThan(22_000);
    expect(statistics.chunks).toBeLessThan(26_000);
  });

  it('keeps elisions whole and parts clitics', () => {
    const { idOf, counts } = corpus.vocabulary;
    for (const token of ["o'er", "'tis", "th'", "n't", "'s", "'ll", "seem'd", "ne'er"])
      expect(counts[idOf(token)], token).toBeGreaterThan(100);
    for (const token of ["don't", "it's", "I'll"]) expect(idOf(token), token).toBe(1);
  });
});
