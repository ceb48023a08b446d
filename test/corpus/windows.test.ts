import { expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { Chunk } from '../../src/corpus/types.ts';
import { shiftedBatchOf, textsOf, windowsOf } from '../../src/corpus/windows.ts';

const window = 4;
/** Poem 0 has the tokens 1 to 10, poem 1 the tokens 21 and 22; their chunks are 4 long and 2 apart. */
const rows = [
  [1, 2, 3, 4],
  [3, 4, 5, 6],
  [5, 6, 7, 8],
  [7, 8, 9, 10],
  [21, 22, 0, 0],
  [31, 32, 33, 34],
];
const places = rows.map((_, i) => ({ poem: i < 4 ? 0 : i - 3, tokenStart: i < 4 ? i * 2 : 0 }));
const chunks = {
  ...{ window, tokens: Int32Array.from(rows.flat()) },
  lengths: Int32Array.from(rows, (row) => row.filter((id) => id > 0).length),
};

it('windows begin at every token of the poems asked for, all equally often', () => {
  const windows = windowsOf(chunks, places, Int32Array.of(0, 1, 2, 3, 4));
  expect(windows.count).toBe(8);
  const counts = new Map<string, number>();
  const draws = 8000;
  const { tokens, lengths } = windows.draw(draws, createRandom(1));
  for (let row = 0; row < draws; row++) {
    const text = tokens.subarray(row * window, (row + 1) * window).join();
    expect(lengths[row]).toBe(text === '21,22,0,0' ? 2 : 4);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const expected = [...Array.from({ length: 7 }, (_, i) => [1, 2, 3, 4].map((id) => id + i).join()), '21,22,0,0'];
  expect([...counts.keys()].sort()).toEqual(expected.sort());
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

it('the same seed draws the same windows', () => {
  const draw = () => windowsOf(chunks, places, Int32Array.of(0, 1, 2, 3, 5)).draw(50, createRandom(7));
  expect(draw()).toEqual(draw());
});

it('moved chunks are stretches of their poem, at most half a window from where the chunk is', () => {
  const texts = textsOf(chunks, places, Int32Array.of(0, 1, 2, 3, 4));
  expect([...texts].map(([poem, text]) => [poem, [...text]])).toEqual([
    [0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [1, [21, 22]],
  ]);
  const chunkSet = { ...chunks, chunks: places as unknown as Chunk[] };
  const random = createRandom(2);
  const starts = new Set<number>();
  for (let trial = 0; trial < 200; trial++) {
    const { tokens, lengths, rows: count, steps } = shiftedBatchOf(chunkSet, texts, [1, 4], 3, random);
    expect([count, steps, ...lengths]).toEqual([2, 3, 3, 2]);
    const first = tokens[0]!;
    starts.add(first);
    expect([...tokens]).toEqual([first, first + 1, first + 2, 21, 22, 0]);
  }
  expect([...starts].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  // The last chunk of a poem moves back alone.
  const last = new Set(Array.from({ length: 200 }, () => shiftedBatchOf(chunkSet, texts, [3], 4, random).tokens[0]!));
  expect([...last].sort((a, b) => a - b)).toEqual([5, 6, 7]);
});
