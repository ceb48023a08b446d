import { afterEach, describe, expect, it } from 'vitest';
import { createRowProducts, type RowProducts } from '../../src/analysis/row-products.ts';
import { createVectorRowProducts, type VectorRows } from '../../src/analysis/vector-row-products.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { useThreads } from '../../src/engine/wasm/threads/default-threads.ts';

const [rows, positions, dimension, width] = [1500, 3, 6, 5];
const columns = positions * dimension;

/** Rows of vectors drawn from a table of so many. */
function drawnRows(table: number): { source: VectorRows; filled: Float32Array } {
  const random = createRandom(table);
  const vectors = Float32Array.from({ length: table * dimension }, () => random.normal());
  const chosen = Int32Array.from({ length: rows * positions }, () => random.integer(table));
  const filled = new Float32Array(rows * columns);
  chosen.forEach((id, i) => filled.set(vectors.subarray(id * dimension, (id + 1) * dimension), i * dimension));
  const choose: VectorRows['choose'] = (from, to, target) =>
    target.set(chosen.subarray(from * positions, to * positions));
  return { source: { rows, columns, vectors, dimension, choose }, filled };
}

const random = createRandom(2);
const basis = Float32Array.from({ length: columns * width }, () => random.normal());
const left = Float32Array.from({ length: rows * width }, () => random.normal());

async function resultsOf(products: RowProducts): Promise<ArrayLike<number>[]> {
  const results = [
    await products.columnSums(),
    await products.timesRows(basis),
    await products.timesTransposedRows(left),
    // Once more, after what the others have left in the memory.
    await products.timesRows(basis),
  ];
  products.dispose();
  return results;
}

/** [sums, X B, X' Q, X B] in double precision. */
function bruteForce(x: Float32Array): number[][] {
  const sum = (count: number, term: (i: number) => number): number => {
    let total = 0;
    for (let i = 0; i < count; i++) total += term(i);
    return total;
  };
  const table = (height: number, wide: number, entry: (i: number, j: number) => number): number[] =>
    Array.from({ length: height * wide }, (_, at) => entry(Math.floor(at / wide), at % wide));
  const straight = table(rows, width, (r, k) => sum(columns, (c) => x[r * columns + c]! * basis[c * width + k]!));
  return [
    table(1, columns, (_, c) => sum(rows, (r) => x[r * columns + c]!)),
    straight,
    table(columns, width, (c, k) => sum(rows, (r) => x[r * columns + c]! * left[r * width + k]!)),
    straight,
  ];
}

describe('products of rows that are made piece by piece', () => {
  afterEach(() => useThreads(undefined));

  // Of 5 vectors each is seldom alone; of 5,000 there are more at a position than are multiplied at a time.
  it.each([1, 5, 5000])('are those of the whole matrix, made of %i vectors', async (table) => {
    const { source, filled } = drawnRows(table);
    const fill = (from: number, to: number, target: Float32Array): void =>
      target.set(filled.subarray(from * columns, to * columns));
    const expected = bruteForce(filled);
    for (const products of [
      await createVectorRowProducts(source, width),
      await createRowProducts({ rows, columns, fill }, width),
    ])
      (await resultsOf(products)).forEach((result, which) => {
        expect(result.length).toBe(expected[which]!.length);
        const scale = Math.max(...expected[which]!.map(Math.abs));
        expected[which]!.forEach((value, i) => expect(Math.abs(result[i]! - value)).toBeLessThan(3e-6 * scale));
      });
  });

  it('are the same with any number of threads', async () => {
    const { source } = drawnRows(400);
    const resultsWith = async (threads: number): Promise<ArrayLike<number>[]> => {
      useThreads(threads);
      return resultsOf(await createVectorRowProducts(source, width));
    };
    const one = await resultsWith(1);
    for (const threads of [2, 3]) expect(await resultsWith(threads)).toEqual(one);
  });

  it('stop when asked to', async () => {
    const products = await createVectorRowProducts(drawnRows(5).source, width);
    await expect(products.timesRows(basis, AbortSignal.abort('enough'))).rejects.toBe('enough');
    await expect(products.timesTransposedRows(left, AbortSignal.abort('enough'))).rejects.toBe('enough');
    products.dispose();
  });
});
