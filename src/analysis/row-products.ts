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

const blockRows = 512;

/** Products of a source's rows X, [rows, columns], with narrow matrices, in one memory for many passes over X. */
export interface RowProducts {
  /** [columns] */
  columnSums(signal?: AbortSignal): Promise<Float64Array>;
  /** X B for B [columns, width]: [rows, width]. */
  timesRows(basis: Float32Array, signal?: AbortSignal): Promise<Float32Array>;
  /** X' Q for Q [rows, width]: [columns, width]. */
  timesTransposedRows(left: Float32Array, signal?: AbortSignal): Promise<Float64Array>;
  /** Whoever made them calls this when they are done with: other threads hold the memory until then. */
  dispose(): void;
}

/** Blocks of rows are summed in double precision. Memory: one block and the factors. */
export async function createRowProducts(source: RowSource, width: number): Promise<RowProducts> {
  const { rows, columns } = source;
  const { kernels, memory, heapBase, team } = await instantiateKernels();
  const arena = createArena(memory, heapBase);
  const atMost = Math.min(blockRows, rows);
  const longest = Math.max(atMost, columns);
  const block = arena.floats(atMost * columns);
  const right = arena.floats(longest * width);
  const packed = arena.floats(packedLength(longest, width));
  const result = arena.floats(longest * width);
  arena.commit();
  const pack = (values: Float32Array, depth: number): ReturnType<typeof packInto> => {
    right.view.set(values);
    return packInto(kernels, packed.address, matrix(right.address, depth, width));
  };
  const forEachBlock = async (
    visit: (block: Float32Array, from: number, count: number) => void,
    signal?: AbortSignal,
  ): Promise<void> => {
    for (let from = 0; from < rows; from += blockRows) {
      const to = Math.min(from + blockRows, rows);
      const filled = block.view.subarray(0, (to - from) * columns);
      source.fill(from, to, filled);
      visit(filled, from, to - from);
      await yieldToEvents(signal);
    }
  };
  return {
    async columnSums(signal) {
      const sums = new Float64Array(columns);
      await forEachBlock((filled, _from, count) => {
        for (let row = 0, i = 0; row < count; row++) for (let c = 0; c < columns; c++) sums[c]! += filled[i++]!;
      }, signal);
      return sums;
    },
    async timesRows(basis, signal) {
      const product = new Float32Array(rows * width);
      const ready = pack(basis, columns);
      await forEachBlock((_, from, count) => {
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
