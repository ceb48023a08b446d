import { describe, expect, it } from 'vitest';
import { centredChunks, fillFlattened } from '../../src/analysis/embedded-chunks.ts';
import { fitLinearStart, type LinearStart } from '../../src/analysis/linear-start.ts';
import { coordinatesOf, fitPrincipalComponents, rowsOf } from '../../src/analysis/principal-components.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { madeUpChunks } from './made-up-chunks.ts';

const { chunks, places } = madeUpChunks(20, 5, 6);
const { window, dimension, lengths } = chunks;
const columns = window * dimension;
const all = Int32Array.from(lengths.keys());
const poemOf = (chunk: number): number => places[chunk]!.poem;

const fit = (size: number, kinship: number, poem = poemOf): Promise<LinearStart> =>
  fitLinearStart(chunks, all, poem, size, kinship, createRandom(3));

/** The chunks around the centre, [chunks, T x D], as the linear autoencoder reads them. */
function flatAround(centre: Float32Array): Float32Array {
  const flat = new Float32Array(all.length * columns);
  fillFlattened(centredChunks(chunks, centre), all, flat);
  return flat;
}

/** z of every chunk, [chunks, size]. */
function encode({ centre, encoder }: LinearStart, size: number): Float64Array {
  const flat = flatAround(centre);
  const z = new Float64Array(all.length * size);
  for (let row = 0; row < all.length; row++)
    for (let i = 0; i < columns; i++)
      for (let k = 0; k < size; k++) z[row * size + k]! += flat[row * columns + i]! * encoder[i * size + k]!;
  return z;
}

function squaredError(flat: Float32Array, predicted: (row: number, i: number) => number): number {
  return flat.reduce((sum, x, at) => sum + (x - predicted(Math.floor(at / columns), at % columns)) ** 2, 0);
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
}

const column = (z: Float64Array, size: number, k: number): number[] => Array.from(all, (row) => z[row * size + k]!);

/** How much of a number's variance lies between poems. */
function shareBetweenPoems(values: readonly number[]): number {
  const poems = new Map<number, number[]>();
  values.forEach((value, row) => poems.set(poemOf(row), [...(poems.get(poemOf(row)) ?? []), value]));
  const within = [...poems.values()].reduce((sum, list) => sum + varianceOf(list) * list.length, 0) / values.length;
  return 1 - within / varianceOf(values);
}

describe('a linear autoencoder in closed form', () => {
  it('gives back as much as principal components do where no number tells poems apart', async () => {
    const size = 4;
    const start = await fit(size, 0);
    const flat = flatAround(start.centre);
    const z = encode(start, size);
    const error = squaredError(flat, (row, i) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += z[row * size + k]! * start.decoder[i * size + k]!;
      return sum;
    });
    const source = {
      rows: all.length,
      columns,
      fill: (from: number, to: number, target: Float32Array) => target.set(flat.subarray(from * columns, to * columns)),
    };
    const pca = await fitPrincipalComponents(source, size, createRandom(1));
    const rows = await rowsOf(pca, await coordinatesOf(pca, flat), all.length);
    const best = squaredError(flat, (row, i) => rows[row * columns + i]!);
    const nothing = squaredError(flat, () => 0);
    // It has no mean of each position.
    expect(1 - error / nothing).toBeGreaterThan(0.8 * (1 - best / nothing));
    expect(error).toBeLessThan(nothing);
  });

  it('has numbers of deviation 1, of which the first lie further apart between poems than any word’s mean does', async () => {
    const size = 6;
    const start = await fit(size, 3);
    const z = encode(start, size);
    for (let k = 0; k < 3; k++) expect(varianceOf(column(z, size, k))).toBeCloseTo(1, 2);
    const flat = flatAround(start.centre);
    const shares = Array.from({ length: dimension }, (_, d) =>
      shareBetweenPoems(
        Array.from(all, (row) => {
          let sum = 0;
          for (let t = 0; t < window; t++) sum += flat[row * columns + t * dimension + d]!;
          return sum;
        }),
      ),
    );
    expect(shareBetweenPoems(column(z, size, 0))).toBeGreaterThan(Math.max(...shares));
  });

  it('leaves numbers without a direction at zero where there are fewer poems than numbers', async () => {
    const start = await fit(5, 3, (chunk) => (poemOf(chunk) === 0 ? 0 : 1));
    const z = encode(start, 5);
    expect(column(z, 5, 0).some((x) => Math.abs(x) > 0.1)).toBe(true);
    for (const k of [1, 2]) expect(column(z, 5, k).every((x) => x === 0)).toBe(true);
    expect(start.encoder.every(Number.isFinite) && start.decoder.every(Number.isFinite)).toBe(true);
  });
});
