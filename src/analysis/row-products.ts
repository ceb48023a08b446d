import { createArena } from '../engine/wasm/arena.ts';
import { instantiateKernels } from '../engine/wasm/kernels.ts';
import { matrix, multiplyRowsShared, packedLength, packInto, transpose } from '../engine/wasm/matrix.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** A matrix too large to keep, made piece by piece. */
export interface RowSource {
  rows: number;
  columns: number;
  /** Writes rows `from` to `to` (exclusive) over all of `target`, [to - from, columns]. */
  fill(from: number, to: number, target: Float32Array): void;
}

/** The same where each row is made of vectors side by side, which are rows of one table. */
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

const blockRows = 512;
/** Vectors that are worth a thread, and rows of them. */
const gatherGrain = 1024;
const centredRows = 8;

/** Products of a source's rows X, [rows, columns], with narrow matrices, in one memory for many passes over X. */
export interface RowProducts {
  forEachBlock(visit: (block: Float32Array, from: number, count: number) => void, signal?: AbortSignal): Promise<void>;
  /** X B for B [columns, width]: [rows, width]; with a centre, [columns], taken off each row of X, (X - 1 centre) B. */
  timesRows(
    basis: Float32Array,
    options?: { signal?: AbortSignal | undefined; centre?: Float32Array },
  ): Promise<Float32Array>;
  /** X' Q for Q [rows, width]: [columns, width], summed in double precision. */
  timesTransposedRows(left: Float32Array, signal?: AbortSignal): Promise<Float64Array>;
  /** Whoever made them calls this when they are done with: other threads hold the memory until then. */
  dispose(): void;
}

/** Memory: one block, the table of `VectorRows`, and the factors. */
export async function createRowProducts(source: RowSource | VectorRows, width: number): Promise<RowProducts> {
  const { rows, columns } = source;
  const { kernels, memory, heapBase, team } = await instantiateKernels();
  const arena = createArena(memory, heapBase);
  const atMost = Math.min(blockRows, rows);
  const longest = Math.max(atMost, columns);
  const block = arena.floats(atMost * columns);
  const right = arena.floats(longest * width);
  const packed = arena.floats(packedLength(longest, width));
  const result = arena.floats(longest * width);
  const offCentre = arena.floats(columns);
  const table = arena.floats('vectors' in source ? source.vectors.length : 0);
  const chosen = arena.integers('vectors' in source ? (atMost * columns) / source.dimension : 0);
  arena.commit();
  if ('vectors' in source) table.view.set(source.vectors);
  /** Writes rows `from` to `to` to the block. */
  const fill = (from: number, to: number): Float32Array => {
    const filled = block.view.subarray(0, (to - from) * columns);
    if ('fill' in source) source.fill(from, to, filled);
    else {
      const { dimension } = source;
      const count = filled.length / dimension;
      source.choose(from, to, chosen.view.subarray(0, count));
      team.run(count, gatherGrain, (calls, first, end) => {
        const [index, target] = [chosen.address + first * 4, block.address + first * dimension * 4];
        calls.gatherRows(table.address, index, end - first, dimension, target, dimension);
      });
    }
    return filled;
  };
  const pack = (values: Float32Array, depth: number): ReturnType<typeof packInto> => {
    right.view.set(values);
    return packInto(kernels, packed.address, matrix(right.address, depth, width));
  };
  const forEachBlock: RowProducts['forEachBlock'] = async (visit, signal) => {
    for (let from = 0; from < rows; from += blockRows) {
      const to = Math.min(from + blockRows, rows);
      visit(fill(from, to), from, to - from);
      await yieldToEvents(signal);
    }
  };
  return {
    forEachBlock,
    async timesRows(basis, { signal, centre } = {}) {
      const product = new Float32Array(rows * width);
      const ready = pack(basis, columns);
      centre?.forEach((value, c) => (offCentre.view[c] = -value));
      await forEachBlock((_, from, count) => {
        if (centre)
          team.run(count, centredRows, (calls, first, end) =>
            calls.addToRows(offCentre.address, end - first, columns, block.address + first * columns * 4, columns),
          );
        const [c, a] = [matrix(result.address, count, width), matrix(block.address, count, columns)];
        multiplyRowsShared(team, c, a, ready, false);
        product.set(result.view.subarray(0, count * width), from * width);
      }, signal);
      return product;
    },
    async timesTransposedRows(left, signal) {
      const sums = new Float64Array(columns * width);
      await forEachBlock((_, from, count) => {
        const ready = pack(left.subarray(from * width, (from + count) * width), count);
        const [c, a] = [matrix(result.address, columns, width), matrix(block.address, count, columns)];
        multiplyRowsShared(team, c, transpose(a), ready, false);
        for (let i = 0; i < sums.length; i++) sums[i]! += result.view[i]!;
      }, signal);
      return sums;
    },
    dispose: () => team.dispose(),
  };
}
