import { describe, expect, it } from 'vitest';
import { batchOf } from '../../src/corpus/batches.ts';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { buildCorpus } from '../../src/corpus/corpus-from-poems.ts';
import { corpusStatistics } from '../../src/corpus/statistics.ts';
import type { Corpus } from '../../src/corpus/types.ts';
import { UserError } from '../../src/corpus/user-error.ts';

function corpusOf(...texts: string[]): Corpus {
  return buildCorpus(
    '/poems',
    texts.map((text, i) => ({ file: `${i}.txt`, title: `${i}`, author: '', text, sourceMap: [[0, 0]] as const })),
    [],
  );
}

/** A poem of so many tokens, the marks of its start and end included. */
const poemOf = (tokens: number): string => Array.from({ length: tokens - 2 }, (_, i) => `w${i}`).join(' ');

function spansOf(corpus: Corpus, settings = {}): number[][] {
  return buildChunks(corpus, { ...defaultChunkSettings, ...settings }).chunks.map(({ tokenStart, tokenEnd }) => [
    tokenStart,
    tokenEnd,
  ]);
}

describe('buildChunks', () => {
  it('cuts windows of 50 tokens that share 10, the last one as long as what is left', () => {
    expect(spansOf(corpusOf(poemOf(130)))).toEqual([
      [0, 50],
      [40, 90],
      [80, 130],
    ]);
    expect(spansOf(corpusOf(poemOf(131)))).toEqual([
      [0, 50],
      [40, 90],
      [80, 130],
      [120, 131],
    ]);
    expect(spansOf(corpusOf(poemOf(50)))).toEqual([[0, 50]]);
    expect(spansOf(corpusOf(poemOf(5)))).toEqual([[0, 5]]);
  });

  it('never goes from one poem to the next', () => {
    const { chunks } = buildChunks(corpusOf(poemOf(60), poemOf(20)), defaultChunkSettings);
    expect(chunks.map(({ poem, indexInPoem, chunksInPoem }) => [poem, indexInPoem, chunksInPoem])).toEqual([
      [0, 0, 2],
      [0, 1, 2],
      [1, 0, 1],
    ]);
  });

  it('moves the last window back where the remainder is too short for a chunk', () => {
    const corpus = corpusOf(poemOf(52));
    expect(spansOf(corpus, { overlap: 0 })).toEqual([
      [0, 50],
      [47, 52],
    ]);
    const { chunks } = buildChunks(corpus, { ...defaultChunkSettings, overlap: 0 });
    expect(chunks.map(({ overlapPrevious, overlapNext }) => [overlapPrevious, overlapNext])).toEqual([
      [0, 3],
      [3, 0],
    ]);
  });

  it('leaves out a poem shorter than a chunk may be', () => {
    expect(spansOf(corpusOf('Rose, oh', poemOf(4)))).toEqual([[0, 5]]);
  });

  it('ends a chunk on a stanza break, or else a line break, when told how far it may look', () => {
    const verse = corpusOf(['a b c', 'd e', '', 'f g h', 'i j k'].join('\n'));
    // 0 start, a b c, 4 break, d e, 7 stanza, f g h, 11 break, i j k, 15 end
    const settings = { window: 10, overlap: 2, minimumTokens: 2 };
    expect(spansOf(verse, settings)).toEqual([
      [0, 10],
      [8, 16],
    ]);
    expect(spansOf(verse, { ...settings, endAtBreak: 3 })).toEqual([
      [0, 8],
      [6, 16],
    ]);
    expect(spansOf(verse, { ...settings, window: 7, endAtBreak: 4 })).toEqual([
      [0, 5],
      [3, 8],
      [6, 12],
      [10, 16],
    ]);
  });

  it('gives each chunk its range in the document, from the first word to the last', () => {
    const corpus = corpusOf('\r\n  Rose, oh\r\n\r\npure 🔥 x\r\n');
    expect(buildChunks(corpus, defaultChunkSettings).chunks[0]!.range).toEqual({
      start: { line: 1, character: 2 },
      end: { line: 3, character: 9 },
    });
  });

  it('pads the token ids of short chunks', () => {
    const { tokens, lengths, window } = buildChunks(corpusOf('Rose oh pure'), {
      ...defaultChunkSettings,
      window: 8,
      overlap: 2,
    });
    expect([window, ...lengths]).toEqual([8, 5]);
    expect(Array.from(tokens.slice(5))).toEqual([0, 0, 0]);
  });

  it.each([
    ['window', { window: 1 }],
    ['window', { window: 1.5 }],
    ['overlap', { overlap: 50 }],
    ['overlap', { overlap: -1 }],
    ['minimumTokens', { minimumTokens: 0 }],
    ['minimumTokens', { minimumTokens: NaN }],
    ['endAtBreak', { endAtBreak: 40 }],
  ])('names the setting %s when it is out of range: %o', (name, settings) => {
    const build = () => buildChunks(corpusOf('a'), { ...defaultChunkSettings, ...settings });
    expect(build).toThrow(UserError);
    expect(build).toThrow(`The setting ${name} must be`);
  });
});

describe('batchOf', () => {
  const chunkSet = buildChunks(corpusOf(poemOf(60)), defaultChunkSettings);

  it('gathers chunks as rows, cut after as many tokens as asked', () => {
    const batch = batchOf(chunkSet, [1, 0], 30);
    expect(batch.rows).toBe(2);
    expect(Array.from(batch.lengths)).toEqual([20, 30]);
    expect(batch.tokens.slice(0, 20)).toEqual(chunkSet.tokens.slice(50, 70));
    expect(batch.tokens.slice(20, 30).every((id) => id === 0)).toBe(true);
    expect(batch.tokens.slice(30)).toEqual(chunkSet.tokens.slice(0, 30));
  });
});

describe('corpusStatistics', () => {
  it('tells sizes, lengths and the share of tokens that are in chunks', () => {
    const corpus = corpusOf(poemOf(60), poemOf(20), 'Rose');
    const statistics = corpusStatistics(corpus, buildChunks(corpus, defaultChunkSettings));
    expect(statistics).toMatchObject({
      poems: 3,
      chunks: 3,
      chunksPerPoem: { mean: 1, min: 0, max: 2 },
      poemLength: { mean: 83 / 3, min: 3, max: 60 },
      chunkLength: { mean: 30, min: 20, max: 50 },
      vocabulary: corpus.vocabulary.tokens.length,
      words: 58 + 18 + 1,
    });
    expect(statistics.shareOfTokensKept).toBeCloseTo(80 / 83, 12);
    expect(statistics.chunksPerPoem.std).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });
});
