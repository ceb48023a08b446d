import { describe, expect, it } from 'vitest';
import {
  chunkFeatures,
  discriminantReader,
  fitDiscriminants,
  mostCommonWords,
  type Discriminants,
} from '../../src/analysis/discriminants.ts';
import { meanWordVector } from '../../src/analysis/embedded-chunks.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { commonWordsOf } from '../../src/engine/common-words.ts';
import { madeUpChunks } from './made-up-chunks.ts';

const { chunks, places } = madeUpChunks(20, 5, 6);
const { dimension, lengths, vectors } = chunks;
const all = Int32Array.from(lengths.keys());
const poems = Int32Array.from(places, ({ poem }) => poem);
const words = 10;
const width = dimension + words;
const common = mostCommonWords(chunks, all, words);
const features = chunkFeatures(
  ...([chunks, all, meanWordVector(chunks, all), commonWordsOf(vectors, common, dimension), words] as const),
);

/** Number k of every chunk. */
function column({ directions, offset, count }: Discriminants, k: number): number[] {
  return Array.from(all, (row) => {
    let sum = offset[k]!;
    for (let i = 0; i < width; i++) sum += features[row * width + i]! * directions[i * count + k]!;
    return sum;
  });
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return meanOf(values.map((x) => (x - mean) ** 2));
};

/** How much of a number's variance lies between poems. */
function shareBetweenPoems(values: readonly number[]): number {
  const byPoem = new Map<number, number[]>();
  values.forEach((value, row) => byPoem.set(poems[row]!, [...(byPoem.get(poems[row]!) ?? []), value]));
  const within = [...byPoem.values()].reduce((sum, list) => sum + varianceOf(list) * list.length, 0) / values.length;
  return 1 - within / varianceOf(values);
}

describe('discriminants of poems', () => {
  it('are read from tokens as they are from features', async () => {
    const found = await fitDiscriminants(features, width, poems, 3, createRandom(1));
    const [centre, places] = [meanWordVector(chunks, all), commonWordsOf(vectors, common, dimension)];
    const stride = 5;
    const read = new Float32Array(all.length * stride);
    discriminantReader(chunks, found, centre, places)(chunks.tokens, lengths, read, stride);
    for (let k = 0; k < found.count; k++)
      column(found, k).forEach((value, row) => expect(read[row * stride + k]).toBeCloseTo(value, 4));
    for (let row = 0; row < all.length; row++)
      expect([...read.subarray(row * stride + 3, (row + 1) * stride)]).toEqual([0, 0]);
  });

  it('are none to read where there are none', () => {
    const none = { directions: new Float32Array(), offset: new Float32Array(), count: 0 };
    const read = new Float32Array(all.length);
    discriminantReader(
      chunks,
      none,
      meanWordVector(chunks, all),
      commonWordsOf(vectors, common, dimension),
    )(...([chunks.tokens, lengths, read, 1] as const));
    expect(read.every((x) => x === 0)).toBe(true);
  });

  it('have mean 0 and deviation 1, and lie further apart between poems than any feature does', async () => {
    const found = await fitDiscriminants(features, width, poems, 3, createRandom(1));
    expect(found.count).toBe(3);
    for (let k = 0; k < 3; k++) {
      expect(meanOf(column(found, k))).toBeCloseTo(0, 4);
      expect(varianceOf(column(found, k))).toBeCloseTo(1, 2);
    }
    const shares = Array.from({ length: width }, (_, i) =>
      shareBetweenPoems(Array.from(all, (row) => features[row * width + i]!)),
    );
    expect(shareBetweenPoems(column(found, 0))).toBeGreaterThan(Math.max(...shares));
  });

  it('are as many as there are poems less one, and none where all chunks are alike', async () => {
    const two = poems.map((poem) => Math.min(poem, 1));
    expect((await fitDiscriminants(features, width, two, 3, createRandom(1))).count).toBe(1);
    expect(
      (await fitDiscriminants(new Float32Array(features.length).fill(1), width, poems, 3, createRandom(1))).count,
    ).toBe(0);
  });

  it('count the most frequent words, those of one vector together, and know them in another vocabulary', () => {
    const counts = new Map<number, number>();
    chunks.tokens.forEach((id) => id > 0 && counts.set(id, (counts.get(id) ?? 0) + 1));
    const most = [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0]![0];
    expect(common.subarray(0, dimension)).toEqual(vectors.subarray(most * dimension, (most + 1) * dimension));
    // Another order of words, with one that is new and one twice.
    const vectorOf = (id: number): number[] => [...vectors.subarray(id * dimension, (id + 1) * dimension)];
    const other = Float32Array.from(
      [0, most, 1, most].flatMap(vectorOf).concat(Array.from({ length: dimension }, () => 9)),
    );
    const found = commonWordsOf(other, common, dimension);
    expect([found[0], found[1], found[3], found[4]]).toEqual([-1, 0, 0, -1]);
  });
});
