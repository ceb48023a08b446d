import { edgeOf, madd } from './simd';

// C[M, N] (+)= A[M, K] B[K, N], single precision, row-major. B is packed in panels of 8 columns; a tile of C of 6 rows
// by 8 columns stays in 12 registers while k runs. Depth blocks keep a panel in the first-level cache, row blocks keep
// the rows of A there while the panels pass by.
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

/** Six rows by 8 columns: each k is six broadcasts of A, whose rows lie `aRow` bytes apart, against two vectors of B. */
function tile6(a: usize, aRow: usize, panel: usize, c: usize, cRow: usize, depth: i32, accumulate: bool): void {
  let c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128;
  let c30: v128, c31: v128, c40: v128, c41: v128, c50: v128, c51: v128;
  if (accumulate) {
    let p = c;
    c00 = v128.load(p); c01 = v128.load(p, 16); p += cRow;
    c10 = v128.load(p); c11 = v128.load(p, 16); p += cRow;
    c20 = v128.load(p); c21 = v128.load(p, 16); p += cRow;
    c30 = v128.load(p); c31 = v128.load(p, 16); p += cRow;
    c40 = v128.load(p); c41 = v128.load(p, 16); p += cRow;
    c50 = v128.load(p); c51 = v128.load(p, 16);
  } else {
    const zero = f32x4.splat(0);
    c00 = zero; c01 = zero; c10 = zero; c11 = zero; c20 = zero; c21 = zero;
    c30 = zero; c31 = zero; c40 = zero; c41 = zero; c50 = zero; c51 = zero;
  }
  let a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    let b0 = v128.load(panel), b1 = v128.load(panel, 16), x: v128;
    x = v128.load32_splat(a0); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a5); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    b0 = v128.load(panel, 32); b1 = v128.load(panel, 48);
    x = v128.load32_splat(a0, 4); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1, 4); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2, 4); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3, 4); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4, 4); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a5, 4); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    b0 = v128.load(panel, 64); b1 = v128.load(panel, 80);
    x = v128.load32_splat(a0, 8); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1, 8); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2, 8); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3, 8); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4, 8); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a5, 8); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    b0 = v128.load(panel, 96); b1 = v128.load(panel, 112);
    x = v128.load32_splat(a0, 12); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1, 12); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2, 12); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3, 12); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4, 12); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a5, 12); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    panel += 128;
    a0 += 16; a1 += 16; a2 += 16; a3 += 16; a4 += 16; a5 += 16;
  }
  for (; k < depth; k++) {
    const b0 = v128.load(panel), b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a0); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a5); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    panel += 32;
    a0 += 4; a1 += 4; a2 += 4; a3 += 4; a4 += 4; a5 += 4;
  }
  v128.store(c, c00); v128.store(c, c01, 16); c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16); c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16); c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16); c += cRow;
  v128.store(c, c40); v128.store(c, c41, 16); c += cRow;
  v128.store(c, c50); v128.store(c, c51, 16);
}

/** The same tile where A is read transposed: for each k its six values lie side by side, `aColumn` bytes on. */
function tile6Transposed(a: usize, aColumn: usize, panel: usize, c: usize, cRow: usize, depth: i32, accumulate: bool): void {
  let c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128;
  let c30: v128, c31: v128, c40: v128, c41: v128, c50: v128, c51: v128;
  if (accumulate) {
    let p = c;
    c00 = v128.load(p); c01 = v128.load(p, 16); p += cRow;
    c10 = v128.load(p); c11 = v128.load(p, 16); p += cRow;
    c20 = v128.load(p); c21 = v128.load(p, 16); p += cRow;
    c30 = v128.load(p); c31 = v128.load(p, 16); p += cRow;
    c40 = v128.load(p); c41 = v128.load(p, 16); p += cRow;
    c50 = v128.load(p); c51 = v128.load(p, 16);
  } else {
    const zero = f32x4.splat(0);
    c00 = zero; c01 = zero; c10 = zero; c11 = zero; c20 = zero; c21 = zero;
    c30 = zero; c31 = zero; c40 = zero; c41 = zero; c50 = zero; c51 = zero;
  }
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(panel), b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
    x = v128.load32_splat(a, 4); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
    x = v128.load32_splat(a, 8); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
    x = v128.load32_splat(a, 12); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
    x = v128.load32_splat(a, 16); c40 = madd(x, b0, c40); c41 = madd(x, b1, c41);
    x = v128.load32_splat(a, 20); c50 = madd(x, b0, c50); c51 = madd(x, b1, c51);
    panel += 32;
    a += aColumn;
  }
  v128.store(c, c00); v128.store(c, c01, 16); c += cRow;
  v128.store(c, c10); v128.store(c, c11, 16); c += cRow;
  v128.store(c, c20); v128.store(c, c21, 16); c += cRow;
  v128.store(c, c30); v128.store(c, c31, 16); c += cRow;
  v128.store(c, c40); v128.store(c, c41, 16); c += cRow;
  v128.store(c, c50); v128.store(c, c51, 16);
}

/** Four rows by 8 columns, A by any strides: what six rows leave over. */
function tile4(a: usize, aRow: usize, aColumn: usize, panel: usize, c: usize, cRow: usize, depth: i32, accumulate: bool): void {
  let c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128;
  if (accumulate) {
    let p = c;
    c00 = v128.load(p); c01 = v128.load(p, 16); p += cRow;
    c10 = v128.load(p); c11 = v128.load(p, 16); p += cRow;
    c20 = v128.load(p); c21 = v128.load(p, 16); p += cRow;
    c30 = v128.load(p); c31 = v128.load(p, 16);
  } else {
    const zero = f32x4.splat(0);
    c00 = zero; c01 = zero; c10 = zero; c11 = zero; c20 = zero; c21 = zero; c30 = zero; c31 = zero;
  }
  let a0 = a, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  let k = 0;
  if (aColumn == 4) {
    for (; k + 4 <= depth; k += 4) {
      let b0 = v128.load(panel), b1 = v128.load(panel, 16), x: v128;
      x = v128.load32_splat(a0); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      b0 = v128.load(panel, 32); b1 = v128.load(panel, 48);
      x = v128.load32_splat(a0, 4); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 4); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 4); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 4); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      b0 = v128.load(panel, 64); b1 = v128.load(panel, 80);
      x = v128.load32_splat(a0, 8); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 8); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 8); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 8); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      b0 = v128.load(panel, 96); b1 = v128.load(panel, 112);
      x = v128.load32_splat(a0, 12); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1, 12); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2, 12); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3, 12); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      panel += 128;
      a0 += 16; a1 += 16; a2 += 16; a3 += 16;
    }
  }
  for (; k < depth; k++) {
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

function tile1(a: usize, aColumn: usize, panel: usize, c: usize, depth: i32, accumulate: bool): void {
  let c0 = accumulate ? v128.load(c) : f32x4.splat(0);
  let c1 = accumulate ? v128.load(c, 16) : f32x4.splat(0);
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

/** One panel of 8 columns against `rows` rows of A, in tiles of 6, then 4 (two rows left over are two fours), then 1. */
function rowsOfPanel(
  a: usize, aRow: usize, aColumn: usize, panel: usize, c: usize, cRow: usize, rows: i32, depth: i32, accumulate: bool,
): void {
  const rest = rows % TILE;
  let fours = rest >= 4 ? 1 : 0;
  let sixes = rows / TILE;
  if ((rest == 2 || rest == 3) && sixes > 0) { sixes--; fours = 2; }
  const ones = rows - sixes * 6 - fours * 4;
  if (aColumn == 4) {
    for (let i = 0; i < sixes; i++) {
      tile6(a, aRow, panel, c, cRow, depth, accumulate);
      a += aRow * 6; c += cRow * 6;
    }
  } else if (aRow == 4) {
    for (let i = 0; i < sixes; i++) {
      tile6Transposed(a, aColumn, panel, c, cRow, depth, accumulate);
      a += 24; c += cRow * 6;
    }
  } else {
    unreachable();
  }
  for (let i = 0; i < fours; i++) {
    tile4(a, aRow, aColumn, panel, c, cRow, depth, accumulate);
    a += aRow << 2; c += cRow << 2;
  }
  for (let i = 0; i < ones; i++) {
    tile1(a, aColumn, panel, c, depth, accumulate);
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
 * C[rows, columns] (+)= A B with B packed. `aRow` and `aColumn` are A's strides in elements, one of them 1; `cRow` is
 * C's row stride.
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
      for (let j = 0; j < columns; j += 8) {
        const panel = packed + ((<usize>(j >> 3) * <usize>depth + <usize>k) << 5);
        const cTile = cBlock + ((<usize>j) << 2);
        const width = columns - j;
        if (width >= 8) {
          rowsOfPanel(aBlock, aRowBytes, aColumnBytes, panel, cTile, cRowBytes, rowsHere, depthHere, add);
        } else {
          const bytes = (<usize>width) << 2;
          if (add) for (let r = 0; r < rowsHere; r++) memory.copy(edge + (<usize>r << 5), cTile + <usize>r * cRowBytes, bytes);
          rowsOfPanel(aBlock, aRowBytes, aColumnBytes, panel, edge, 32, rowsHere, depthHere, add);
          for (let r = 0; r < rowsHere; r++) memory.copy(cTile + <usize>r * cRowBytes, edge + (<usize>r << 5), bytes);
        }
      }
    }
  }
}
