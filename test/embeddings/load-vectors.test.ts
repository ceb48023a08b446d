import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decorativeTokens, structureTokens, UNK } from '../../src/corpus/special-tokens.ts';
import { tokenize } from '../../src/corpus/tokenize.ts';
import type { Vocabulary } from '../../src/corpus/types.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import { buildVocabulary } from '../../src/corpus/vocabulary.ts';
import { loadVectors, type WordVectors } from '../../src/embeddings/load-vectors.ts';

function vocabularyOf(...texts: string[]): Vocabulary {
  return buildVocabulary(texts.map((text) => tokenize(text).map((token) => token.text)));
}

function vectorOf({ vectors, dimension }: WordVectors, vocabulary: Vocabulary, token: string): number[] {
  const id = vocabulary.idOf(token);
  return [...vectors.subarray(id * dimension, (id + 1) * dimension)];
}

const length = (vector: readonly number[]): number => Math.hypot(...vector);

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0) / (length(a) * length(b));
}

const poem = "The heav'nly Rose, o'er vnto\nI do n't zzyzx\n\n'Tis 1914 — sea-green ♥ ☁ (╯°□°)";

describe('the vectors of a vocabulary', () => {
  const vocabulary = vocabularyOf(poem);

  it('are a row for each token, that of <PAD> zero, all finite', async () => {
    const loaded = await loadVectors(vocabulary, { source: 'bundled' });
    expect(loaded).toMatchObject({ source: 'bundled', dimension: 100, reports: [] });
    expect(loaded.vectors).toHaveLength(vocabulary.tokens.length * 100);
    expect(loaded.vectors.subarray(0, 100).every((value) => value === 0)).toBe(true);
    expect(loaded.vectors.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('are the same every time', async () => {
    const [first, second] = await Promise.all([0, 1].map(() => loadVectors(vocabulary, { source: 'bundled' })));
    expect(second).toEqual(first);
  });

  it('average the words that a token stands for', async () => {
    const words = vocabularyOf('it is over heavenly unto', poem);
    const loaded = await loadVectors(words, { source: 'bundled' });
    const of = (token: string): number[] => vectorOf(loaded, words, token);
    expect(of("o'er")).toEqual(of('over'));
    expect(of('vnto')).toEqual(of('unto'));
    expect(of("heav'nly")).toEqual(of('heavenly'));
    of("'Tis").forEach((value, d) => expect(value).toBeCloseTo((of('it')[d]! + of('is')[d]!) / 2, 6));
  });

  it('report how the word tokens were found', async () => {
    const words = vocabularyOf('the the Rose zzyzx qqqqx qqqqx , ♥ I');
    const { report } = await loadVectors(words, { source: 'bundled' });
    expect(report).toEqual({
      words: 7,
      foundAsIs: 2,
      foundByFallback: 2,
      bySteps: { 'as it is': 2, 'lower case': 2 },
      induced: 1,
      outOfVocabulary: 3,
      outOfVocabularyRate: 3 / 7,
      commonestMissing: [
        { token: 'qqqqx', count: 2 },
        { token: 'zzyzx', count: 1 },
      ],
    });
  });

  it('give structure tokens vectors of the length of common words, each its own', async () => {
    const words = vocabularyOf('the and of', poem);
    const loaded = await loadVectors(words, { source: 'bundled' });
    const common = ['the', 'and', 'of'].map((word) => length(vectorOf(loaded, words, word)));
    const structure = structureTokens.map((token) => vectorOf(loaded, words, token));
    for (const vector of structure) {
      expect(length(vector)).toBeGreaterThan(Math.min(...common) * 0.7);
      expect(length(vector)).toBeLessThan(Math.max(...common) * 1.3);
    }
    for (let a = 0; a < 4; a++)
      for (let b = 0; b < a; b++) expect(cosine(structure[a]!, structure[b]!)).toBeLessThan(0.95);
  });

  it('give a decorative token the meaning of what it shows', async () => {
    const words = buildVocabulary([[...decorativeTokens, 'heart', 'cloud', 'parliament']]);
    const loaded = await loadVectors(words, { source: 'bundled' });
    const [heart] = decorativeTokens;
    const of = (token: string): number[] => vectorOf(loaded, words, token);
    expect(cosine(of(heart), of('heart'))).toBeGreaterThan(0.8);
    expect(cosine(of(heart), of('parliament'))).toBeLessThan(0.3);
    for (const token of decorativeTokens) expect(length(of(token))).toBeGreaterThan(1);
  });

  it('give a token out of vocabulary a small vector of its own that no other token shares', async () => {
    const words = vocabularyOf('the rose zzyzx qqqqx');
    const loaded = await loadVectors(words, { source: 'bundled' });
    const [a, b, unknown] = ['zzyzx', 'qqqqx', UNK].map((token) => vectorOf(loaded, words, token)) as [
      number[],
      number[],
      number[],
    ];
    for (const vector of [a, b, unknown]) {
      expect(length(vector)).toBeGreaterThan(0.3);
      expect(length(vector)).toBeLessThan(2);
    }
    expect(Math.abs(cosine(a, b))).toBeLessThan(0.5);
    expect(Math.abs(cosine(a, unknown))).toBeLessThan(0.5);
  });

  it('give it zero or the mean when asked to', async () => {
    const words = vocabularyOf('rose zzyzx');
    const zero = await loadVectors(words, { source: 'bundled', outOfVocabulary: 'zero' });
    expect(vectorOf(zero, words, 'zzyzx').every((value) => value === 0)).toBe(true);
    const mean = await loadVectors(words, { source: 'bundled', outOfVocabulary: 'mean' });
    const found = words.tokens.slice(2).filter((token) => token !== 'zzyzx');
    const rows = found.map((token) => vectorOf(mean, words, token));
    vectorOf(mean, words, 'zzyzx').forEach((value, d) =>
      expect(value).toBeCloseTo(
        rows.reduce((sum, row) => sum + row[d]! / rows.length, 0),
        5,
      ),
    );
    expect(vectorOf(mean, words, UNK)).toEqual(vectorOf(mean, words, 'zzyzx'));
  });

  it('survive words that are names of JavaScript’s own properties', async () => {
    const words = vocabularyOf('the constructor __proto__ toString hasOwnProperty valueOf');
    const { vectors } = await loadVectors(words, { source: 'bundled' });
    expect(vectors.every((value) => Number.isFinite(value))).toBe(true);
  });
});

describe('the vectors of a file', () => {
  let folder: string;
  let file: string;
  const vocabulary = vocabularyOf("the rose o'er");

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'load-vectors-'));
    file = path.join(folder, 'own.txt');
    await writeFile(file, 'the 1 2 3\n, 0.5 0.5 0.5\nover 4 5 6\nThe 9 9 9\nrose 7 8 9\nlily 1 1 1\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are found by the same fall-backs', async () => {
    const loaded = await loadVectors(vocabulary, { source: file });
    expect(loaded).toMatchObject({ source: file, dimension: 3 });
    expect(vectorOf(loaded, vocabulary, "o'er")).toEqual([4, 5, 6]);
    expect(loaded.report).toMatchObject({ words: 3, foundAsIs: 2, foundByFallback: 1, outOfVocabulary: 0 });
  });

  it('come with vectors for the structure tokens, whatever words the file has', async () => {
    const loaded = await loadVectors(vocabulary, { source: file });
    for (const token of structureTokens) expect(length(vectorOf(loaded, vocabulary, token))).toBeGreaterThan(0);
  });

  it('are refused when they are of another width than expected', async () => {
    const loading = loadVectors(vocabulary, { source: file, dimension: 100 });
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(`${file} have 3 numbers a word where 100 are expected`);
  });

  it('are refused when they have none of the poems’ words', async () => {
    const loading = loadVectors(vocabularyOf('žluťoučký kůň'), { source: file });
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(`${file} have none of the poems' words`);
  });

  it('are refused when they are the bundled ones and the poems are in another language', async () => {
    const loading = loadVectors(vocabularyOf('床前明月光'), { source: 'bundled' });
    await expect(loading).rejects.toThrow("The bundled word vectors have none of the poems' words");
  });

  it('are not loaded once the signal is aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(loadVectors(vocabulary, { source: file, signal })).rejects.toThrow('enough');
    await expect(loadVectors(vocabulary, { source: 'bundled', signal })).rejects.toThrow('enough');
  });
});
