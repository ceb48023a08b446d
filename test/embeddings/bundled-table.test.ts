import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import { bundledTableName, readBundledTable } from '../../src/embeddings/bundled/read-bundled-table.ts';
import { quantisationError } from '../../src/embeddings/bundled/table-facts.ts';
import { decodeTable, encodeTable } from '../../src/embeddings/bundled/table-format.ts';
import { loadVectors } from '../../src/embeddings/load-vectors.ts';
import { seal } from '../../src/embeddings/sealed-file.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'media/word-vectors');
const english = path.resolve(root, '../shared/corpora/english-poetry');
const table = readBundledTable(folder);

function vectorOf(word: string): Float32Array {
  const vector = new Float32Array(table.dimension);
  table.add(word, 1, vector, 0);
  return vector;
}

function cosine(a: string, b: string): number {
  const [x, y] = [vectorOf(a), vectorOf(b)];
  return x.reduce((sum, value, d) => sum + value * y[d]!, 0) / (Math.hypot(...x) * Math.hypot(...y));
}

describe('the bundled table', () => {
  it('is the one that its facts describe, and small enough to ship', () => {
    const facts = JSON.parse(readFileSync(path.join(folder, 'glove-6b-100d.json'), 'utf8')) as Record<string, unknown>;
    expect(facts).toMatchObject({ words: table.size, bytes: readFileSync(path.join(folder, bundledTableName)).length });
    expect(facts['bytes']).toBeLessThan(7_000_000);
    expect(facts['quantisation']).toMatchObject({ meanCosine: expect.closeTo(1, 3) as number });
    expect(table.dimension).toBe(100);
    expect(table.size).toBeGreaterThan(40_000);
  });

  it('holds the vectors that GloVe 6B published', () => {
    // The first numbers of "the" and of "," as glove.6B.100d.txt has them.
    expect([...vectorOf('the').subarray(0, 4)].map((value) => Math.round(value * 10) / 10)).toEqual([
      -0, -0.2, 0.7, -0.4,
    ]);
    expect([...vectorOf(',').subarray(0, 4)].map((value) => Math.round(value * 10) / 10)).toEqual([
      -0.1, 0.1, 0.6, -0.5,
    ]);
    expect(cosine('king', 'queen')).toBeCloseTo(0.7508, 2);
    expect(cosine('frost', 'snow')).toBeGreaterThan(cosine('frost', 'parliament'));
  });

  it('has induced vectors for what GloVe has and the package lacks, and says which', () => {
    for (const word of ['a', 'i', 'o', 'z', "n't", "'s", "'ll", "'d", "'re", "'ve", "'m"]) {
      expect(table.has(word)).toBe(true);
      expect(table.isInduced(word)).toBe(true);
      expect(Math.hypot(...vectorOf(word))).toBeGreaterThan(1);
    }
    for (const word of ['the', 'heaven', ',']) expect(table.isInduced(word)).toBe(false);
    expect(table.isInduced('no such word')).toBe(false);
  });

  it('has induced vectors that lie near words of their kind', () => {
    expect(cosine('a', 'this')).toBeGreaterThan(0.85);
    expect(cosine('i', 'we')).toBeGreaterThan(0.85);
    expect(cosine("n't", 'not')).toBeGreaterThan(0.8);
    expect(cosine('a', 'this')).toBeGreaterThan(cosine('a', 'castle') + 0.2);
  });

  it.skipIf(!existsSync(english))(
    'leaves at most 3% of the English corpus’s word tokens without a vector (skipped without ../shared/corpora)',
    async () => {
      const { vocabulary } = await readCorpus(english);
      const { report, vectors, dimension } = await loadVectors(vocabulary, { source: 'bundled' });
      expect(report.outOfVocabularyRate).toBeLessThan(0.03);
      expect(report.words).toBeGreaterThan(600_000);
      expect(report.foundAsIs + report.foundByFallback + report.outOfVocabulary).toBe(report.words);
      expect(vectors.length).toBe(vocabulary.tokens.length * dimension);
      expect(vectors.every((value) => Number.isFinite(value))).toBe(true);
    },
  );
});

describe('the format of a table', () => {
  const random = createRandom(5);
  const words = Array.from({ length: 500 }, (_, i) => `word-${i}`);
  const dimension = 20;
  const vectors = Float32Array.from({ length: words.length * dimension }, () => random.normal() * 0.4);
  const contents = { dimension, words, induced: 7, vectors };
  const bytes = encodeTable(contents);

  it('gives the same bytes for the same contents', () => {
    expect(Buffer.from(encodeTable({ ...contents, vectors: vectors.slice() })).equals(Buffer.from(bytes))).toBe(true);
  });

  it('keeps words, induced words and vectors', () => {
    const decoded = decodeTable(bytes);
    expect(decoded.words).toEqual(words);
    expect(decoded.isInduced('word-492')).toBe(false);
    expect(decoded.isInduced('word-493')).toBe(true);
  });

  it('is off by at most half a step of each word’s scale, one in 254 of its largest number', () => {
    const decoded = decodeTable(bytes);
    words.forEach((word, row) => {
      const own = vectors.subarray(row * dimension, (row + 1) * dimension);
      const kept = new Float32Array(dimension);
      decoded.add(word, 1, kept, 0);
      const largest = Math.max(...own.map(Math.abs));
      for (let d = 0; d < dimension; d++)
        expect(Math.abs(kept[d]! - own[d]!)).toBeLessThanOrEqual((largest / 254) * 1.0001);
    });
    const error = quantisationError(decoded, words, vectors);
    expect(error.relativeRms).toBeLessThan(0.01);
    expect(error.meanCosine).toBeGreaterThan(0.9999);
  });

  it('keeps a vector of zeros', () => {
    const decoded = decodeTable(
      encodeTable({ dimension: 2, words: ['nil'], induced: 0, vectors: new Float32Array(2) }),
    );
    const into = Float32Array.of(1, 2);
    decoded.add('nil', 1, into, 0);
    expect([...into]).toEqual([1, 2]);
  });

  it('refuses a table with any one bit changed, or cut anywhere', () => {
    for (let turn = 0; turn < 2000; turn++) {
      const damaged = bytes.slice();
      damaged[random.integer(damaged.length)]! ^= 1 << random.integer(8);
      expect(() => decodeTable(damaged)).toThrow(/^(it|its) /);
    }
    for (let length = 0; length < bytes.length; length += 97)
      expect(() => decodeTable(bytes.subarray(0, length))).toThrow(/^(it|its) /);
  });

  it('refuses counts that make no sense even under a checksum that fits', () => {
    const good = { dimension: 2, words: 1, induced: 0 };
    const one = [new Uint8Array(4), new Uint8Array(2), new TextEncoder().encode('x\n')];
    expect(decodeTable(seal('POEMWVEC', 1, good, one)).size).toBe(1);
    for (const facts of [
      { ...good, dimension: 2 ** 60 },
      { ...good, dimension: 0 },
      { ...good, words: 2 ** 31 },
      { ...good, words: -1 },
      { ...good, words: 2 },
      { ...good, words: 1.5 },
      { ...good, induced: 2 },
      { dimension: '2', words: 1, induced: 0 },
      {},
      [],
    ])
      expect(() => decodeTable(seal('POEMWVEC', 1, facts, one))).toThrow(/^(it|its) /);
    expect(() => decodeTable(seal('POEMWVEC', 2, good, one))).toThrow('version');
    const nan = new Uint8Array(Float32Array.of(NaN).buffer);
    expect(() => decodeTable(seal('POEMWVEC', 1, good, [nan, one[1]!, one[2]!]))).toThrow('no number');
    const twice = { ...good, words: 2 };
    const double = [new Uint8Array(8), new Uint8Array(4), new TextEncoder().encode('x\nx\n')];
    expect(() => decodeTable(seal('POEMWVEC', 1, twice, double))).toThrow('twice');
  });
});

describe('reading the bundled table', () => {
  const made: string[] = [];
  afterAll(() => Promise.all(made.map((at) => rm(at, { recursive: true, force: true }))));

  it('names a missing or damaged file and what to do', async () => {
    const at = await mkdtemp(path.join(os.tmpdir(), 'bundled-table-'));
    made.push(at);
    expect(() => readBundledTable(at)).toThrow(UserError);
    expect(() => readBundledTable(at)).toThrow(
      /glove-6b-100d\.vectors cannot be read \(ENOENT\): install the extension again/,
    );
    await writeFile(path.join(at, bundledTableName), 'not a table');
    expect(() => readBundledTable(at)).toThrow(/glove-6b-100d\.vectors are damaged .*: install the extension again/);
    await rm(path.join(at, bundledTableName));
    await mkdir(path.join(at, bundledTableName));
    expect(() => readBundledTable(at)).toThrow(UserError);
  });
});
