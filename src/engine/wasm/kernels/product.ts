import { edgeOf, madd, WIDE } from './simd';

// C[M, N] (+)= A[M, K] B[K, N], single precision, row-major. B is packed in panels of 8 columns; a tile of C of 6 rows
// by 8 columns (in the wide build by 16) stays in 12 registers while k runs. Depth blocks keep a panel in the first-level
// cache, row blocks keep the rows of A there while the panels pass by.
const DEPTH_BLOCK: i32 = 256;
const ROW_BLOCK: i32 = 24;
const TILE: i32 = 6;

/** Four columns of four numbers each, `step` bytes apart, as four rows of a panel. */
// @ts-ignore: decorator
@inline
function packFour(from: usize, step: usize, packed: usize): void {
  const a = v128.load(from), b = v128.load(from + step);
  const c = v128.load(from + (step << 1)), d = v128.load(from + step * 3);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7), cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(packed, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(packed, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(packed, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5), 64);
  v128.store(packed, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7), 96);
}

/**
 * Packs B[k][j] = source[k * rowStride + j * columnStride] (strides in elements) into panels of 8 columns, zero beyond
 * `columns`.
 */
export function pack(source: usize, rowStride: i32, columnStride: i32, depth: i32, columns: i32, packed: usize): void {
  for (let j = 0; j < columns; j += 8) {
    const width = min(8, columns - j);
    let from = source + ((<usize>(j * columnStride)) << 2);
    if (width == 8 && columnStride == 1) {
      for (let k = 0; k < depth; k++) {
        v128.store(packed, v128.load(from));
        v128.store(packed, v128.load(from, 16), 16);
        from += (<usize>rowStride) << 2;
        packed += 32;
      }
    } else {
      const step = (<usize>columnStride) << 2;
      let k = 0;
      if (width == 8 && rowStride == 1) {
        for (; k + 4 <= depth; k += 4) {
          packFour(from, step, packed);
          packFour(from + (step << 2), step, packed + 16);
          from += 16;
          packed += 128;
        }
      }
      for (; k < depth; k++) {
        let at = from;
        for (let c = 0; c < width; c++) {
          store<f32>(packed + ((<usize>c) << 2), load<f32>(at));
          at += step;
        }
        for (let c = width; c < 8; c++) store<f32>(packed + ((<usize>c) << 2), 0);
        from += (<usize>rowStride) << 2;
        packed += 32;
      }
    }
  }
}

/**
 * Six rows by 8 columns: each k is six broadcasts of A, whose rows lie `aRow` bytes apart and its columns `aColumn`,
 * against two vectors of B. What C held is masked, not branched over: a branch would keep V8 from pairing the vectors
 * (see wide-kernels.ts). One k at a time: unrolled, V8 holds the addresses in memory, and the tile is a fifth slower.
 */
function tile6(a: usize, aRow: usize, aColumn: usize, panel: usize, c: usize, cRow: usize, depth: i32, accumulate: bool): void {
  const keep = i32x4.splat(-<i32>accumulate);
  let p = c;
  let c00 = v128.and(v128.load(p), keep), c01 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c10 = v128.and(v128.load(p), keep), c11 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c20 = v128.and(v128.load(p), keep), c21 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c30 = v128.and(v128.load(p), keep), c31 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c40 = v128.and(v128.load(p), keep), c41 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c50 = v128.and(v128.load(p), keep), c51 = v128.and(v128.load(p, 16), keep);
  let a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(panel), b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a0); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a5); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    panel += 32;
    a0 += aColumn; a1 += aColumn; a2 += aColumn; a3 += aColumn; a4 += aColumn; a5 += aColumn;
  }
  v128.store(c, c00); v128.store(c, c01, 16); c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16); c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16); c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16); c += cRow;
  v128.store(c, c40); v128.store(c, c41, 16); c += cRow;
  v128.store(c, c50); v128.store(c, c51, 16);
}

/** Four rows by 8 columns: what six rows leave over. */
function tile4(a: usize, aRow: usize, aColumn: usize, panel: usize, c: usize, cRow: usize, depth: i32, accumulate: bool): void {
  const keep = i32x4.splat(-<i32>accumulate);
  let p = c;
  let c00 = v128.and(v128.load(p), keep), c01 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c10 = v128.and(v128.load(p), keep), c11 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c20 = v128.and(v128.load(p), keep), c21 = v128.and(v128.load(p, 16), keep); p += cRow;
  let c30 = v128.and(v128.load(p), keep), c31 = v128.and(v128.load(p, 16), keep);
  let a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(panel), b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a0); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    panel += 32;
    a0 += aColumn; a1 += aColumn; a2 += aColumn; a3 += aColumn;
  }
  v128.store(c, c00); v128.store(c, c01, 16); c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16); c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16); c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16);
}

/** Six rows by two panels, 16 columns: for vectors of 256 bits, of which 12 hold C. */
function tile6Wide(
  a: usize, aRow: usize, aColumn: usize, panel: usize, next: usize, c: usize, cRow: usize, depth: i32, accumulate: bool,
): void {
  const keep = i32x4.splat(-<i32>accumulate);
  let p = c;
  let c00 = v128.and(v128.load(p), keep), c01 = v128.and(v128.load(p, 16), keep);
  let c02 = v128.and(v128.load(p, 32), keep), c03 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c10 = v128.and(v128.load(p), keep), c11 = v128.and(v128.load(p, 16), keep);
  let c12 = v128.and(v128.load(p, 32), keep), c13 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c20 = v128.and(v128.load(p), keep), c21 = v128.and(v128.load(p, 16), keep);
  let c22 = v128.and(v128.load(p, 32), keep), c23 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c30 = v128.and(v128.load(p), keep), c31 = v128.and(v128.load(p, 16), keep);
  let c32 = v128.and(v128.load(p, 32), keep), c33 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c40 = v128.and(v128.load(p), keep), c41 = v128.and(v128.load(p, 16), keep);
  let c42 = v128.and(v128.load(p, 32), keep), c43 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c50 = v128.and(v128.load(p), keep), c51 = v128.and(v128.load(p, 16), keep);
  let c52 = v128.and(v128.load(p, 32), keep), c53 = v128.and(v128.load(p, 48), keep);
  let a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(panel), b1 = v128.load(panel, 16), b2 = v128.load(next), b3 = v128.load(next, 16);
    let x = v128.load32_splat(a0);
    c00 = madd(x, b0, c00); c01 = madd(x, b1, c01); c02 = madd(x, b2, c02); c03 = madd(x, b3, c03);
    x = v128.load32_splat(a1);
    c10 = madd(x, b0, c10); c11 = madd(x, b1, c11); c12 = madd(x, b2, c12); c13 = madd(x, b3, c13);
    x = v128.load32_splat(a2);
    c20 = madd(x, b0, c20); c21 = madd(x, b1, c21); c22 = madd(x, b2, c22); c23 = madd(x, b3, c23);
    x = v128.load32_splat(a3);
    c30 = madd(x, b0, c30); c31 = madd(x, b1, c31); c32 = madd(x, b2, c32); c33 = madd(x, b3, c33);
    x = v128.load32_splat(a4);
    c40 = madd(x, b0, c40); c41 = madd(x, b1, c41); c42 = madd(x, b2, c42); c43 = madd(x, b3, c43);
    x = v128.load32_splat(a5);
    c50 = madd(x, b0, c50); c51 = madd(x, b1, c51); c52 = madd(x, b2, c52); c53 = madd(x, b3, c53);
    panel += 32; next += 32;
    a0 += aColumn; a1 += aColumn; a2 += aColumn; a3 += aColumn; a4 += aColumn; a5 += aColumn;
  }
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(c, c02, 32); v128.store(c, c03, 48); c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16); v128.store(c, c12, 32); v128.store(c, c13, 48); c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16); v128.store(c, c22, 32); v128.store(c, c23, 48); c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16); v128.store(c, c32, 32); v128.store(c, c33, 48); c += cRow;
  v128.store(c, c40); v128.store(c, c41, 16); v128.store(c, c42, 32); v128.store(c, c43, 48); c += cRow;
  v128.store(c, c50); v128.store(c, c51, 16); v128.store(c, c52, 32); v128.store(c, c53, 48);
}

/** Four rows by two panels. */
function tile4Wide(
  a: usize, aRow: usize, aColumn: usize, panel: usize, next: usize, c: usize, cRow: usize, depth: i32, accumulate: bool,
): void {
  const keep = i32x4.splat(-<i32>accumulate);
  let p = c;
  let c00 = v128.and(v128.load(p), keep), c01 = v128.and(v128.load(p, 16), keep);
  let c02 = v128.and(v128.load(p, 32), keep), c03 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c10 = v128.and(v128.load(p), keep), c11 = v128.and(v128.load(p, 16), keep);
  let c12 = v128.and(v128.load(p, 32), keep), c13 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c20 = v128.and(v128.load(p), keep), c21 = v128.and(v128.load(p, 16), keep);
  let c22 = v128.and(v128.load(p, 32), keep), c23 = v128.and(v128.load(p, 48), keep); p += cRow;
  let c30 = v128.and(v128.load(p), keep), c31 = v128.and(v128.load(p, 16), keep);
  let c32 = v128.and(v128.load(p, 32), keep), c33 = v128.and(v128.load(p, 48), keep);
  let a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(panel), b1 = v128.load(panel, 16), b2 = v128.load(next), b3 = v128.load(next, 16);
    let x = v128.load32_splat(a0);
    c00 = madd(x, b0, c00); c01 = madd(x, b1, c01); c02 = madd(x, b2, c02); c03 = madd(x, b3, c03);
    x = v128.load32_splat(a1);
    c10 = madd(x, b0, c10); c11 = madd(x, b1, c11); c12 = madd(x, b2, c12); c13 = madd(x, b3, c13);
    x = v128.load32_splat(a2);
    c20 = madd(x, b0, c20); c21 = madd(x, b1, c21); c22 = madd(x, b2, c22); c23 = madd(x, b3, c23);
    x = v128.load32_splat(a3);
    c30 = madd(x, b0, c30); c31 = madd(x, b1, c31); c32 = madd(x, b2, c32); c33 = madd(x, b3, c33);
    panel += 32; next += 32;
    a0 += aColumn; a1 += aColumn; a2 += aColumn; a3 += aColumn;
  }
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(c, c02, 32); v128.store(c, c03, 48); c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16); v128.store(c, c12, 32); v128.store(c, c13, 48); c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16); v128.store(c, c22, 32); v128.store(c, c23, 48); c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16); v128.store(c, c32, 32); v128.store(c, c33, 48);
}

function tile1(a: usize, aColumn: usize, panel: usize, c: usize, depth: i32, accumulate: bool): void {
  const keep = i32x4.splat(-<i32>accumulate);
  let c0 = v128.and(v128.load(c), keep), c1 = v128.and(v128.load(c, 16), keep);
  for (let k = 0; k < depth; k++) {
    const x = v128.load32_splat(a);
    c0 = madd(x, v128.load(panel), c0);
    c1 = madd(x, v128.load(panel, 16), c1);
    panel += 32;
    a += aColumn;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
}

/**
 * One panel of 8 columns, or two where `next` is one, against `rows` rows of A, in tiles of 6, then 4 (two rows left over
 * are two fours), then 1.
 */
function rowsOfPanel(
  a: usize, aRow: usize, aColumn: usize, panel: usize, next: usize, c: usize, cRow: usize, rows: i32, depth: i32,
  accumulate: bool,
): void {
  const rest = rows % TILE;
  let fours = rest >= 4 ? 1 : 0;
  let sixes = rows / TILE;
  if ((rest == 2 || rest == 3) && sixes > 0) { sixes--; fours = 2; }
  const ones = rows - sixes * 6 - fours * 4;
  for (let i = 0; i < sixes; i++) {
    if (WIDE && next) tile6Wide(a, aRow, aColumn, panel, next, c, cRow, depth, accumulate);
    else tile6(a, aRow, aColumn, panel, c, cRow, depth, accumulate);
    a += aRow * 6; c += cRow * 6;
  }
  for (let i = 0; i < fours; i++) {
    if (WIDE && next) tile4Wide(a, aRow, aColumn, panel, next, c, cRow, depth, accumulate);
    else tile4(a, aRow, aColumn, panel, c, cRow, depth, accumulate);
    a += aRow << 2; c += cRow << 2;
  }
  for (let i = 0; i < ones; i++) {
    tile1(a, aColumn, panel, c, depth, accumulate);
    if (WIDE && next) tile1(a, aColumn, next, c + 32, depth, accumulate);
    a += aRow; c += cRow;
  }
}

// A last panel of fewer than 8 columns is computed here and copied, so that nothing is written past a row's end. Threads
// share one memory, so each has a place of its own.
let edge: usize = edgeOf(0);

/** Says which thread this instance computes for, from 0; see `threadLimit`. */
export function setThread(thread: i32): void {
  edge = edgeOf(thread);
}

/**
 * C[rows, columns] (+)= A B with B packed. `aRow` and `aColumn` are A's strides in elements; `cRow` is C's row stride.
 */
export function product(
  a: usize, aRow: i32, aColumn: i32, packed: usize, c: usize, cRow: i32, rows: i32, depth: i32, columns: i32, accumulate: bool,
): void {
  const aRowBytes = (<usize>aRow) << 2, aColumnBytes = (<usize>aColumn) << 2, cRowBytes = (<usize>cRow) << 2;
  if (depth == 0) {
    if (!accumulate) for (let i = 0; i < rows; i++) memory.fill(c + <usize>i * cRowBytes, 0, (<usize>columns) << 2);
    return;
  }
  for (let k = 0; k < depth; k += DEPTH_BLOCK) {
    const depthHere = min(DEPTH_BLOCK, depth - k);
    const add = accumulate || k > 0;
    for (let i = 0; i < rows; i += ROW_BLOCK) {
      const rowsHere = min(ROW_BLOCK, rows - i);
      const aBlock = a + <usize>i * aRowBytes + <usize>k * aColumnBytes;
      const cBlock = c + <usize>i * cRowBytes;
      let j = 0;
      if (WIDE) {
        for (; j + 16 <= columns; j += 16) {
          const panel = packed + ((<usize>(j >> 3) * <usize>depth + <usize>k) << 5);
          const next = panel + ((<usize>depth) << 5);
          const cTile = cBlock + ((<usize>j) << 2);
          rowsOfPanel(aBlock, aRowBytes, aColumnBytes, panel, next, cTile, cRowBytes, rowsHere, depthHere, add);
        }
      }
      for (; j < columns; j += 8) {
        const panel = packed + ((<usize>(j >> 3) * <usize>depth + <usize>k) << 5);
        const cTile = cBlock + ((<usize>j) << 2);
        const width = columns - j;
        if (width >= 8) {
          rowsOfPanel(aBlock, aRowBytes, aColumnBytes, panel, 0, cTile, cRowBytes, rowsHere, depthHere, add);
        } else {
          const bytes = (<usize>width) << 2;
          if (add) for (let r = 0; r < rowsHere; r++) memory.copy(edge + (<usize>r << 5), cTile + <usize>r * cRowBytes, bytes);
          rowsOfPanel(aBlock, aRowBytes, aColumnBytes, panel, 0, edge, 32, rowsHere, depthHere, add);
          for (let r = 0; r < rowsHere; r++) memory.copy(cTile + <usize>r * cRowBytes, edge + (<usize>r << 5), bytes);
        }
      }
    }
  }
}
