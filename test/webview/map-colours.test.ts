import { beforeAll, describe, expect, it } from 'vitest';
import type { MapPassages } from '../../src/protocol/map-messages.ts';
import { colourings, colourRows } from '../../webview/map/colours.ts';
import { mostColours } from '../../webview/map/points-renderer.ts';

/** What of a page the colours look at: its theme. */
beforeAll(() => {
  Object.assign(globalThis, {
    document: { body: { classList: { contains: () => false } } },
    getComputedStyle: () => ({ getPropertyValue: () => '#777777' }),
  });
});

const poems = Array.from({ length: 40 }, (_, i) => ({
  title: `Poem ${i}`,
  author: `Poet ${i % 15}`,
  rows: 1 + (i % 3),
}));
const rows = poems.reduce((sum, poem) => sum + poem.rows, 0);
const passages: MapPassages = {
  run: 'made up',
  points: new Float32Array(rows * 2),
  variance: [0.5, 0.2],
  poems,
  cosine: Float32Array.from({ length: rows }, (_, i) => ((i * 7) % 11) / 11),
  split: Uint8Array.from({ length: rows }, (_, i) => i % 3),
};
const clusters = {
  clusterOf: Uint8Array.from({ length: rows }, (_, i) => i % 4),
  words: [['sea', 'gull', 'tide', 'sand'], ['rose'], [], ['snow', 'ice']],
  silhouette: 0.2,
  tried: [{ count: 4, silhouette: 0.2 }],
};

describe.each(colourings.map(([name]) => name))('the colours by %s', (colouring) => {
  const made = () => colourRows(passages, colouring, clusters);

  it('give every row a place in a palette that can be drawn', () => {
    const { palette, place } = made();
    expect(place).toHaveLength(rows);
    expect(Math.max(...place)).toBeLessThan(palette.length);
    expect(palette.length).toBeLessThanOrEqual(mostColours);
  });

  it('name rows of the colour they say', () => {
    const { palette, place, legend } = made();
    for (const { colour, rows: named = [] } of legend)
      for (const row of named) expect(palette[place[row]!]).toBe(colour);
    const all = legend.flatMap(({ rows: named = [] }) => [...named]);
    expect(new Set(all).size).toBe(all.length);
  });
});

it('clusters are named by their telling words, with all their rows', () => {
  const { legend } = colourRows(passages, 'cluster', clusters);
  expect(legend.map(({ name }) => name)).toEqual(['1: sea, gull, tide', '2: rose', '3', '4: snow, ice']);
  expect([...legend[1]!.rows!]).toEqual([...Array(rows).keys()].filter((row) => row % 4 === 1));
});

it('no rows are left out of the authors', () => {
  const { legend } = colourRows(passages, 'author');
  expect(legend.at(-1)!.name).toBe('5 other authors');
  expect(legend.reduce((sum, { rows: named }) => sum + named!.length, 0)).toBe(rows);
});
