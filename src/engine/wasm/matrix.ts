import { createArena } from './arena.ts';
import { instantiateKernels, type KernelInstance, type Kernels } from './kernels.ts';
import type { Team } from './threads/team.ts';

/** A matrix in the module's memory; strides in elements, one of them 1. */
export interface Matrix {
  address: number;
  rows: number;
  columns: number;
  rowStride: number;
  columnStride: number;
}

/** A row-major matrix; `stride` is the distance of its rows where they are part of wider ones. */
export function matrix(address: number, rows: number, columns: number, stride = columns): Matrix {
  return { address, rows, columns, rowStride: stride, columnStride: 1 };
}

export function transpose(m: Matrix): Matrix {
  return {
    address: m.address,
    rows: m.columns,
    columns: m.rows,
    rowStride: m.columnStride,
    columnStride: m.rowStride,
  };
}

/** The right-hand side of a product, packed once for many uses. */
export interface Packed {
  address: number;
  depth: number;
  columns: number;
}

/** Elements that `packInto` needs. */
export function packedLength(depth: number, columns: number): number {
  return Math.ceil(columns / 8) * 8 * depth;
}

export function packInto(kernels: Kernels, address: number, b: Matrix): Packed {
  kernels.pack(b.address, b.rowStride, b.columnStride, b.rows, b.columns, address);
  return { address, depth: b.rows, columns: b.columns };
}

/** c (+)= a b. c is row-major. */
export function multiplyPacked(kernels: Kernels, c: Matrix, a: Matrix, b: Packed, accumulate: boolean): void {
  kernels.product(
    a.address,
    a.rowStride,
    a.columnStride,
    b.address,
    c.address,
    c.rowStride,
    a.rows,
    b.depth,
    b.columns,
    accumulate,
  );
}

/** Multiplications and additions from which on waking a thread is worth it. */
const SHARED_WORK = 300_000;
/** Numbers from which on they are worth packing by several threads. */
const SHARED_PACKING = 16_384;
/** Rows from which on they are shared out rather than columns. */
const TALL = 512;
/** Columns of a panel, as `pack` makes them. */
const PANEL = 8;

/** c (+)= a b where a is a single row, for which packing b would be most of the work. */
function multiplyRow(kernels: Kernels, scratch: number, c: Matrix, a: Matrix, b: Matrix, accumulate: boolean): void {
  if (b.columnStride !== 1) {
    const column = { ...c, rows: b.columns, columns: 1, rowStride: 1 };
    multiplyPacked(kernels, column, transpose(b), packInto(kernels, scratch, transpose(a)), accumulate);
    return;
  }
  if (!accumulate) kernels.clearRows(c.address, 1, b.columns, 0);
  kernels.addScaledRows(b.address, b.rowStride, a.address, b.rows, b.columns, c.address);
}

/** Packs columns `from` to `to` of b where all of it, packed, would have them. */
function packPanels(kernels: Kernels, scratch: number, b: Matrix, from: number, to: number): Packed {
  const columns = { ...b, address: b.address + from * b.columnStride * 4, columns: to - from };
  return packInto(kernels, scratch + from * b.rows * 4, columns);
}

function packShared(team: Team, scratch: number, b: Matrix, grain: number): void {
  team.run(b.columns, grain, (calls, from, to) => void packPanels(calls, scratch, b, from, to));
}

/**
 * c (+)= a b by all threads of a team, with room for b packed at `scratch`. Each takes panels of columns, which it packs
 * itself, or, where rows are many or columns few, rows; either way each number is summed in the same order.
 */
export function multiplyShared(
  { kernels, team }: { kernels: Kernels; team: Team },
  scratch: number,
  c: Matrix,
  a: Matrix,
  b: Matrix,
  accumulate: boolean,
): void {
  const depth = b.rows;
  if (a.rows === 1 && a.columnStride === 1) {
    multiplyRow(kernels, scratch, c, a, b, accumulate);
    return;
  }
  if (a.rows * depth * b.columns < SHARED_WORK) {
    multiplyPacked(kernels, c, a, packInto(kernels, scratch, b), accumulate);
    return;
  }
  if (a.rows < TALL && b.columns >= 2 * PANEL * team.size) {
    team.run(b.columns, PANEL, (calls, from, to) => {
      const panels = packPanels(calls, scratch, b, from, to);
      multiplyPacked(calls, { ...c, address: c.address + from * 4 }, a, panels, accumulate);
    });
    return;
  }
  // Where there are many rows, each thread is spared reading all of them.
  packShared(team, scratch, b, depth * b.columns < SHARED_PACKING ? b.columns : PANEL);
  multiplyRowsShared(team, c, a, { address: scratch, depth, columns: b.columns }, accumulate);
}

/**
 * c = b^T b by all threads of a team, with room for b packed at `scratch`: half of it, as it is symmetric, and to the bit
 * what `multiplyShared` gives.
 */
export function multiplySymmetric(
  { kernels, team }: { kernels: Kernels; team: Team },
  scratch: number,
  c: Matrix,
  b: Matrix,
): void {
  const { rows: depth, columns } = b;
  const isShared = depth * columns * columns >= 2 * SHARED_WORK;
  packShared(team, scratch, b, isShared && depth * columns >= SHARED_PACKING ? PANEL : columns);
  const blocks = Math.ceil(columns / SYMMETRIC_ROWS);
  /** Some rows of c, from the panel on in which they meet the diagonal. */
  const rowsOf = (calls: Kernels, block: number): void => {
    const row = block * SYMMETRIC_ROWS;
    const column = row - (row % PANEL);
    const rows = Math.min(SYMMETRIC_ROWS, columns - row);
    multiplyPacked(
      calls,
      { ...c, address: c.address + (row * c.rowStride + column) * 4 },
      { ...transpose(b), address: b.address + row * b.columnStride * 4, rows },
      { address: scratch + column * depth * 4, depth, columns: columns - column },
      false,
    );
  };
  // Long rows together with short ones, so that every share is as much work.
  const pairs = Math.ceil(blocks / 2);
  team.run(pairs, isShared ? 1 : pairs, (calls, from, to) => {
    for (let block = from; block < to; block++) {
      rowsOf(calls, block);
      if (blocks - 1 - block > block) rowsOf(calls, blocks - 1 - block);
    }
  });
  kernels.mirror(c.address, columns, c.rowStride);
}

/** Rows of a tile of the product: shares of fewer would be computed more slowly. */
const TILE_ROWS = 6;
/** Rows of a symmetric product that begin at the same column. */
const SYMMETRIC_ROWS = 2 * TILE_ROWS;

/** c (+)= a b by all threads of a team, each some of the rows. */
export function multiplyRowsShared(team: Team, c: Matrix, a: Matrix, b: Packed, accumulate: boolean): void {
  team.run(a.rows, TILE_ROWS, (calls, from, to) =>
    multiplyPacked(
      calls,
      { ...c, address: c.address + from * c.rowStride * 4 },
      { ...a, address: a.address + from * a.rowStride * 4, rows: to - from },
      b,
      accumulate,
    ),
  );
}

/**
 * One memory serves all products, as each is done in one go: memories that threads share are collected late, and one for each
 * product would pile up. A larger one than this is not kept.
 */
const mostKept = 1 << 26;
let kept: Promise<KernelInstance> | undefined;

// 64 MB of operands a call, so that a product of any height passes through a small memory.
const BLOCK_ELEMENTS = 1 << 24;

/**
 * The product of two row-major matrices, [aRows, aColumns] and [bRows, bColumns] as stored, either transposed on the
 * way; single precision. Blocks run over the rows of the result, or, for a transposed `a`, over the depth.
 */
export async function matrixProduct(
  a: Float32Array,
  aRows: number,
  aColumns: number,
  b: Float32Array,
  bColumns: number,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Promise<Float32Array> {
  const { transposeA = false, transposeB = false } = options;
  const bRows = bColumns === 0 ? 0 : b.length / bColumns;
  const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [bDepth, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (a.length !== aRows * aColumns || !Number.isInteger(bRows) || depth !== bDepth)
    throw new RangeError(
      `Cannot multiply ${a.length} numbers as [${aRows}, ${aColumns}] by ${b.length} as [${bRows}, ${bColumns}].`,
    );
  const result = new Float32Array(rows * columns);
  if (result.length === 0 || depth === 0) return result;

  const instance = await (kept ??= instantiateKernels());
  const { kernels, memory, heapBase, team } = instance;
  const arena = createArena(memory, heapBase);
  const blockRows = Math.max(1, Math.min(aRows, Math.floor(BLOCK_ELEMENTS / aColumns)));
  const aBuffer = arena.floats(blockRows * aColumns);
  // With `a` transposed only the block's rows of b meet it; otherwise all of b does.
  const depthHere = transposeA ? blockRows : depth;
  const bBuffer = arena.floats(depthHere * columns);
  const packed = arena.floats(packedLength(depthHere, columns));
  const cBuffer = arena.floats((transposeA ? rows : blockRows) * columns);
  arena.commit();

  const packB = (first: number, count: number): Packed => {
    const whole = matrix(bBuffer.address, bRows, bColumns);
    if (!transposeA) {
      bBuffer.view.set(b);
      return packInto(kernels, packed.address, transposeB ? transpose(whole) : whole);
    }
    if (!transposeB) {
      bBuffer.view.set(b.subarray(first * columns, (first + count) * columns));
      return packInto(kernels, packed.address, matrix(bBuffer.address, count, columns));
    }
    for (let j = 0; j < columns; j++)
      bBuffer.view.set(b.subarray(j * bColumns + first, j * bColumns + first + count), j * count);
    return packInto(kernels, packed.address, transpose(matrix(bBuffer.address, columns, count)));
  };

  let right = transposeA ? undefined : packB(0, depth);
  for (let first = 0; first < aRows; first += blockRows) {
    const count = Math.min(blockRows, aRows - first);
    aBuffer.view.set(a.subarray(first * aColumns, (first + count) * aColumns));
    const block = matrix(aBuffer.address, count, aColumns);
    if (transposeA) {
      right = packB(first, count);
      multiplyRowsShared(team, matrix(cBuffer.address, rows, columns), transpose(block), right, first > 0);
    } else {
      multiplyRowsShared(team, matrix(cBuffer.address, count, columns), block, right!, false);
      result.set(cBuffer.view.subarray(0, count * columns), first * columns);
    }
  }
  if (transposeA) result.set(cBuffer.view);
  if (memory.buffer.byteLength > mostKept) {
    kept = undefined;
    team.dispose();
  }
  return result;
}
