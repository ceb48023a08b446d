import { describe, expect, it } from 'vitest';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { buildCorpus } from '../../src/corpus/corpus-from-poems.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { sampleEpoch, type Sampler } from '../../src/corpus/samplers.ts';
import { chunksOf, splitPoems } from '../../src/corpus/split.ts';
import { UserError } from '../../src/corpus/user-error.ts';

const ratios = [0.7, 0.2, 0.1] as const;

/** 8 poems; poem p has p + 1 chunks. */
const chunkSet = buildChunks(
  buildCorpus(
    '/poems',
    Array.from({ length: 8 }, (_, p) => ({
      file: `${p}.txt`,
      title: '',
      author: '',
      text: Array.from({ length: 40 * p + 30 }, (_, i) => `w${p}x${i}`).join(' '),
      sourceMap: [[0, 0]] as const,
    })),
    [],
  ),
  defaultChunkSettings,
);

describe('splitPoems', () => {
  it('puts every poem in exactly one part, in the proportion asked', () => {
    for (const poems of [0, 1, 2, 3, 7, 10, 128, 1321]) {
      const { train, validation, test } = splitPoems(poems, ratios, createRandom(42));
      expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(
        Array.from({ length: poems }, (_, i) => i),
      );
    }
    const { train, validation, test } = splitPoems(1000, ratios, createRandom(42));
    expect([train.length, validation.length, test.length]).toEqual([700, 200, 100]);
  });

  it('gives each part a poem as soon as there are three', () => {
    const sizes = (poems: number): number[] =>
      Object.values(splitPoems(poems, ratios, createRandom(1))).map((part) => part.length);
    expect(sizes(1)).toEqual([1, 0, 0]);
    expect(sizes(2)).toEqual([1, 1, 0]);
    for (let poems = 3; poems < 12; poems++) expect(Math.min(...sizes(poems))).toBeGreaterThan(0);
  });

  it('leaves parts with a ratio of 0 empty', () => {
    expect(splitPoems(5, [1, 0, 0], createRandom(1)).train).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives the same split for the same seed, another for another', () => {
    expect(splitPoems(50, ratios, createRandom(42))).toEqual(splitPoems(50, ratios, createRandom(42)));
    expect(splitPoems(50, ratios, createRandom(42))).not.toEqual(splitPoems(50, ratios, createRandom(43)));
  });

  it.each([[[0.5, 0.2, 0.1]], [[0, 0.5, 0.5]], [[1.2, -0.1, -0.1]], [[NaN, 0.5, 0.5]]] as const)(
    'refuses the ratios %j',
    (wrong) => {
      expect(() => splitPoems(5, [...wrong] as [number, number, number], createRandom(1))).toThrow(UserError);
    },
  );

  it('never has a chunk in two parts', () => {
    const split = splitPoems(8, ratios, createRandom(3));
    const chunks = Object.values(split).flatMap((part) => Array.from(chunksOf(chunkSet, part)));
    expect(chunks.sort((a, b) => a - b)).toEqual(chunkSet.chunks.map(({ index }) => index));
  });
});

describe('sampleEpoch', () => {
  const all = chunksOf(chunkSet, [0, 1, 2, 3, 4, 5, 6, 7]);
  const sample = (kind: Sampler, seed: number, maxChunksPerPoem = 5): number[] =>
    Array.from(sampleEpoch(kind, chunkSet, all, { maxChunksPerPoem }, createRandom(seed)));

  it('poem-aware draws at most as many chunks of a poem as asked, without repeating any', () => {
    const drawn = sample('poem-aware', 1);
    expect(new Set(drawn).size).toBe(drawn.length);
    for (let poem = 0; poem < 8; poem++)
      expect(drawn.filter((chunk) => chunkSet.chunks[chunk]!.poem === poem)).toHaveLength(Math.min(poem + 1, 5));
  });

  it('poem-aware draws anew each epoch, and in time every chunk', () => {
    const random = createRandom(2);
    const seen = new Set<number>();
    for (let epoch = 0; epoch < 40; epoch++)
      for (const chunk of sampleEpoch('poem-aware', chunkSet, all, { maxChunksPerPoem: 2 }, random)) seen.add(chunk);
    expect(seen.size).toBe(all.length);
  });

  it('chunk-sequence takes every chunk, each poem from beginning to end', () => {
    const order = sample('chunk-sequence', 1);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from(all));
    for (let i = 1; i < order.length; i++) {
      const [before, now] = [chunkSet.chunks[order[i - 1]!]!, chunkSet.chunks[order[i]!]!];
      expect(now.indexInPoem).toBe(now.poem === before.poem ? before.indexInPoem + 1 : 0);
    }
    expect(order).not.toEqual(Array.from(all));
  });

  it.each(['poem-aware', 'chunk-sequence'] as const)(
    '%s gives the same epoch for the same seed, another for another',
    (kind) => {
      expect(sample(kind, 7)).toEqual(sample(kind, 7));
      expect(sample(kind, 7)).not.toEqual(sample(kind, 8));
    },
  );

  it('draws only from the chunks it is given', () => {
    const some = chunksOf(chunkSet, [2, 5]);
    const drawn = sampleEpoch('poem-aware', chunkSet, some, { maxChunksPerPoem: 5 }, createRandom(1));
    expect(drawn.every((chunk) => some.includes(chunk))).toBe(true);
  });

  it('names a setting that is out of range', () => {
    expect(() => sample('poem-aware', 1, 0)).toThrow('maxChunksPerPoem');
    expect(() => sample('other' as Sampler, 1)).toThrow('sampler');
  });
});
