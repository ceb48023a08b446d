import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { createArena } from '../../src/engine/wasm/arena.ts';
import { instantiateKernels, kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import {
  matrix,
  matrixProduct,
  multiplyPacked,
  multiplyShared,
  multiplySymmetric,
  packedLength,
  packInto,
  transpose,
} from '../../src/engine/wasm/matrix.ts';

const random = createRandom(7);
const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());

/** Row-major [rows, columns] from accessors, in double precision. */
function reference(
  rows: number,
  depth: number,
  columns: number,
  a: (i: number, k: number) => number,
  b: (k: number, j: number) => number,
): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a(Math.floor(at / columns), k) * b(k, at % columns);
    return sum;
  });
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], depth: number): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-5 * (1 + depth)));
}

const shapes: [number, number, number][] = [
  [1, 1, 1],
  [2, 3, 4],
  [3, 5, 7],
  [5, 4, 9],
  [6, 8, 8],
  [7, 13, 17],
  [8, 300, 12],
  [9, 2, 18],
  [25, 257, 31],
  [32, 128, 128],
  [49, 600, 20],
];

for (const variant of kernelVariants) {
  describe.skipIf(!supportsVariant(variant))(`the product kernel, ${variant} build`, () => {
    it.each(shapes)(
      'multiplies [%i, %i] by its %i columns, straight and transposed, new and added',
      async (rows, depth, columns) => {
        const { kernels, memory, heapBase } = await instantiateKernels(variant);
        const arena = createArena(memory, heapBase);
        const [a, b, packed] = [
          arena.floats(rows * depth),
          arena.floats(depth * columns),
          arena.floats(packedLength(depth, columns)),
        ];
        // A margin on the right of each row must stay as it is.
        const c = arena.floats(rows * (columns + 3));
        arena.commit();
        a.view.set(numbers(a.length));
        b.view.set(numbers(b.length));
        for (const transposeA of [false, true])
          for (const transposeB of [false, true])
            for (const accumulate of [false, true]) {
              c.view.fill(0.5);
              const left = transposeA ? transpose(matrix(a.address, depth, rows)) : matrix(a.address, rows, depth);
              const right = transposeB
                ? transpose(matrix(b.address, columns, depth))
                : matrix(b.address, depth, columns);
              multiplyPacked(
                kernels,
                matrix(c.address, rows, columns, columns + 3),
                left,
                packInto(kernels, packed.address, right),
                accumulate,
              );
              const expected = reference(
                rows,
                depth,
                columns,
                (i, k) => a.view[transposeA ? k * rows + i : i * depth + k]!,
                (k, j) => b.view[transposeB ? j * depth + k : k * columns + j]!,
              );
              const actual = expected.map(
                (_, at) => c.view[Math.floor(at / columns) * (columns + 3) + (at % columns)]!,
              );
              expectClose(actual, accumulate ? expected.map((x) => x + 0.5) : expected, depth);
              for (let i = 0; i < rows; i++)
                expect([...c.view.subarray(i * (columns + 3) + columns, (i + 1) * (columns + 3))]).toEqual([
                  0.5, 0.5, 0.5,
                ]);
            }
      },
    );
  });
}

describe('the product of a single row', () => {
  it.each([
    [1, 1],
    [7, 3],
    [300, 128],
    [700, 301],
  ])('with [%i, %i] is that of many rows, to the bit', async (depth, columns) => {
    const { kernels, team, memory, heapBase } = await instantiateKernels('auto', 1);
    const arena = createArena(memory, heapBase);
    const [a, b] = [arena.floats(depth), arena.floats(depth * columns)];
    const scratch = arena.floats(packedLength(Math.max(depth, columns), Math.max(depth, columns)));
    const [expected, found] = [arena.floats(columns), arena.floats(columns)];
    arena.commit();
    a.view.set(numbers(depth));
    b.view.set(numbers(depth * columns));
    const left = matrix(a.address, 1, depth);
    for (const right of [matrix(b.address, depth, columns), transpose(matrix(b.address, columns, depth))])
      for (const accumulate of [false, true]) {
        for (const { view } of [expected, found]) view.fill(0.5);
        const packed = packInto(kernels, scratch.address, right);
        multiplyPacked(kernels, matrix(expected.address, 1, columns), left, packed, accumulate);
        multiplyShared({ kernels, team }, scratch.address, matrix(found.address, 1, columns), left, right, accumulate);
        expect(found.view).toEqual(expected.view);
      }
    team.dispose();
  });
});

describe('the product of a matrix with itself', () => {
  it.each([
    [1, 1],
    [5, 3],
    [40, 8],
    [33, 17],
    [1700, 128],
    [300, 141],
  ])('of [%i, %i] is that of any two, to the bit, by any number of threads', async (depth, columns) => {
    const given = numbers(depth * columns);
    for (const threads of [1, 2, 5]) {
      const { kernels, team, memory, heapBase } = await instantiateKernels('auto', threads);
      const arena = createArena(memory, heapBase);
      const b = arena.floats(depth * columns);
      const [whole, halves] = [arena.floats(columns * columns), arena.floats(columns * columns)];
      const scratch = arena.floats(packedLength(depth, columns));
      arena.commit();
      b.view.set(given);
      const right = matrix(b.address, depth, columns);
      multiplyShared(
        { kernels, team },
        scratch.address,
        matrix(whole.address, columns, columns),
        transpose(right),
        right,
        false,
      );
      multiplySymmetric({ kernels, team }, scratch.address, matrix(halves.address, columns, columns), right);
      expect(halves.view).toEqual(whole.view);
      team.dispose();
    }
  });
});

describe('matrixProduct', () => {
  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('agrees with double precision (transposed: left %s, right %s)', async (transposeA, transposeB) => {
    const [rows, depth, columns] = [37, 41, 19];
    const a = numbers(rows * depth);
    const b = numbers(depth * columns);
    const product = await matrixProduct(
      a,
      transposeA ? depth : rows,
      transposeA ? rows : depth,
      b,
      transposeB ? depth : columns,
      { transposeA, transposeB },
    );
    const expected = reference(
      rows,
      depth,
      columns,
      (i, k) => a[transposeA ? k * rows + i : i * depth + k]!,
      (k, j) => b[transposeB ? j * depth + k : k * columns + j]!,
    );
    expectClose(product, expected, depth);
  });

  it('passes more rows than fit in one block through, straight and transposed', async () => {
    const rows = 70_000;
    const width = 300;
    const tall = new Float32Array(rows * width).fill(0.25);
    const ones = new Float32Array(width * 2).fill(1);
    const straight = await matrixProduct(tall, rows, width, ones, 2);
    expect(straight.length).toBe(rows * 2);
    expect(straight.every((x) => x === width / 4)).toBe(true);
    const wide = await matrixProduct(tall, rows, width, new Float32Array(rows).fill(1), 1, { transposeA: true });
    expect(wide.length).toBe(width);
    expect(wide.every((x) => Math.abs(x - rows / 4) < 1)).toBe(true);
  });

  it('refuses shapes that do not fit', async () => {
    await expect(matrixProduct(numbers(6), 2, 3, numbers(8), 4)).rejects.toThrow(RangeError);
  });
});
