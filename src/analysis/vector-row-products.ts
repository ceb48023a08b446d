import { createArena } from '../engine/wasm/arena.ts';
import { instantiateKernels } from '../engine/wasm/kernels.ts';
import {
  matrix,
  multiplyPacked,
  multiplyRowsShared,
  packedLength,
  packInto,
  transpose,
} from '../engine/wasm/matrix.ts';
import type { RowProducts } from './row-products.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** A matrix whose rows are made of vectors side by side, each one a row of one table: those of chunks' words, say. */
export interface VectorRows {
  rows: number;
  /** A multiple of the vectors' width. */
  columns: number;
  /** [table rows, D] */
  vectors: Float32Array;
  dimension: number;
  /** Writes which vectors make rows `from` to `to` (exclusive) over all of `target`, [to - from, columns / D]. */
  choose(from: number, to: number, target: Int32Array): void;
}

/** Vectors that are lined up at a time to be multiplied. */
const linedUp = 1024;
/** Of what is shared out, what is worth a thread: rows of a tile of the product, narrow rows, columns of a cache line. */
const [tileGrain, rowGrain, columnGrain] = [6, 512, 16];

/**
 * At one position of poems' chunks the same words stand again and again: there each distinct one is multiplied once, and
 * what became of it is added to the rows that it stands in, or the other way about. Single precision. Memory: the table,
 * an index of each row's vectors, and the factors.
 */
export async function createVectorRowProducts(source: VectorRows, width: number): Promise<RowProducts> {
  const { rows, columns, vectors, dimension } = source;
  const positions = columns / dimension;
  const { places, distinct, starts } = distinctVectors(source, positions);
  let most = 0;
  for (let position = 0; position < positions; position++)
    most = Math.max(most, starts[position + 1]! - starts[position]!);

  const { kernels, memory, heapBase, team } = await instantiateKernels();
  const arena = createArena(memory, heapBase);
  const table = arena.floats(vectors.length);
  const index = arena.integers(places.length);
  const chosen = arena.integers(distinct.length);
  const gathered = arena.floats(linedUp * dimension);
  const basisRows = arena.floats(columns * width);
  const perVector = arena.floats(most * width);
  const perRow = arena.floats(rows * width);
  const product = arena.floats(dimension * width);
  const packed = arena.floats(packedLength(Math.max(dimension, linedUp), width));
  arena.commit();
  table.view.set(vectors);
  index.view.set(places);
  chosen.view.set(distinct);

  const indexAt = (position: number, row: number): number => index.address + (position * rows + row) * 4;
  /** Visits the distinct vectors of a position, some at a time. */
  const forEachStretch = (position: number, visit: (from: number, count: number, first: number) => void): void => {
    const [start, end] = [starts[position]!, starts[position + 1]!];
    for (let at = start; at < end; at += linedUp) visit(at - start, Math.min(linedUp, end - at), at);
  };

  return {
    async columnSums(signal) {
      const sums = new Float64Array(columns);
      for (let position = 0; position < positions; position++) {
        const times = new Float64Array(starts[position + 1]! - starts[position]!);
        for (let row = 0; row < rows; row++) times[index.view[position * rows + row]!]! += 1;
        times.forEach((n, i) => {
          const from = chosen.view[starts[position]! + i]! * dimension;
          for (let d = 0; d < dimension; d++) sums[position * dimension + d]! += n * vectors[from + d]!;
        });
      }
      await yieldToEvents(signal);
      return sums;
    },

    async timesRows(basis, signal) {
      basisRows.view.set(basis);
      perRow.view.fill(0);
      for (let position = 0; position < positions; position++) {
        const here = matrix(basisRows.address + position * dimension * width * 4, dimension, width);
        const ready = packInto(kernels, packed.address, here);
        forEachStretch(position, (from, count, first) =>
          team.run(count, tileGrain, (calls, begin, end) => {
            const left = matrix(gathered.address + begin * dimension * 4, end - begin, dimension);
            const asked = chosen.address + (first + begin) * 4;
            calls.gatherRows(table.address, asked, left.rows, dimension, left.address, dimension);
            const result = matrix(perVector.address + (from + begin) * width * 4, left.rows, width);
            multiplyPacked(calls, result, left, ready, false);
          }),
        );
        team.run(rows, rowGrain, (calls, begin, end) => {
          const to = perRow.address + begin * width * 4;
          calls.gatherAddRows(perVector.address, indexAt(position, begin), end - begin, width, to, width);
        });
        await yieldToEvents(signal);
      }
      return perRow.view.slice();
    },

    async timesTransposedRows(left, signal) {
      const sums = new Float64Array(columns * width);
      perRow.view.set(left);
      for (let position = 0; position < positions; position++) {
        const words = starts[position + 1]! - starts[position]!;
        team.run(width, columnGrain, (calls, begin, end) => {
          const [from, to] = [perRow.address + begin * 4, perVector.address + begin * 4];
          calls.clearRows(to, words, end - begin, width);
          calls.scatterAddRows(from, width, indexAt(position, 0), rows, end - begin, to, width);
        });
        forEachStretch(position, (from, count, first) => {
          const lined = matrix(gathered.address, count, dimension);
          kernels.gatherRows(table.address, chosen.address + first * 4, count, dimension, lined.address, dimension);
          const ready = packInto(kernels, packed.address, matrix(perVector.address + from * width * 4, count, width));
          multiplyRowsShared(team, matrix(product.address, dimension, width), transpose(lined), ready, from > 0);
        });
        sums.set(product.view, position * dimension * width);
        await yieldToEvents(signal);
      }
      return sums;
    },

    dispose: () => team.dispose(),
  };
}

/**
 * The distinct vectors of each position, one position's after another's from `starts`, [positions + 1], on, and the
 * place among its position's of each row's vector, [positions, rows].
 */
function distinctVectors(
  { rows, vectors, dimension, choose }: VectorRows,
  positions: number,
): { places: Int32Array; distinct: Int32Array; starts: Int32Array } {
  const chosen = new Int32Array(rows * positions);
  choose(0, rows, chosen);
  const places = new Int32Array(rows * positions);
  const starts = new Int32Array(positions + 1);
  const distinct: number[] = [];
  const placeOf = new Int32Array(vectors.length / dimension).fill(-1);
  for (let position = 0; position < positions; position++) {
    const start = distinct.length;
    for (let row = 0; row < rows; row++) {
      const vector = chosen[row * positions + position]!;
      if (placeOf[vector]! < 0) placeOf[vector] = distinct.push(vector) - 1 - start;
      places[position * rows + row] = placeOf[vector]!;
    }
    for (let i = start; i < distinct.length; i++) placeOf[distinct[i]!] = -1;
    starts[position + 1] = distinct.length;
  }
  return { places, distinct: Int32Array.from(distinct), starts };
}
