import { madd } from './simd';

// Row-wise moves and sums. Widths are in elements and need not be multiples of 4.

/** to[r] = from[index[r]], rows of `width`; `toStride` is the distance of the rows written. */
export function gatherRows(from: usize, index: usize, rows: i32, width: i32, to: usize, toStride: i32): void {
  const bytes = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    memory.copy(to, from + <usize>load<i32>(index) * bytes, bytes);
    index += 4;
    to += (<usize>toStride) << 2;
  }
}

/** to[r] = 0 for every row. */
export function clearRows(to: usize, rows: i32, width: i32, toStride: i32): void {
  for (let r = 0; r < rows; r++) {
    memory.fill(to, 0, (<usize>width) << 2);
    to += (<usize>toStride) << 2;
  }
}

/** to = from */
export function copy(from: usize, count: i32, to: usize): void {
  memory.copy(to, from, (<usize>count) << 2);
}

/** to[r] = from for every row. */
export function fillRows(from: usize, rows: i32, width: i32, to: usize, toStride: i32): void {
  for (let r = 0; r < rows; r++) {
    memory.copy(to, from, (<usize>width) << 2);
    to += (<usize>toStride) << 2;
  }
}

// @ts-ignore: decorator
@inline
function addRow(from: usize, width: i32, to: usize): void {
  let i: usize = 0;
  const whole = ((<usize>width) & ~3) << 2, end = (<usize>width) << 2;
  for (; i < whole; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  for (; i < end; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}

/**
 * to[index[r]] += from[r]: the segment sum that gathers gradients per distinct word; the strides are the distances of
 * the rows.
 */
export function scatterAddRows(
  from: usize, fromStride: i32, index: usize, rows: i32, width: i32, to: usize, toStride: i32,
): void {
  const bytes = (<usize>toStride) << 2;
  for (let r = 0; r < rows; r++) {
    addRow(from, width, to + <usize>load<i32>(index) * bytes);
    index += 4;
    from += (<usize>fromStride) << 2;
  }
}

/** to[r] += from[index[r]]; `toStride` is the distance of the rows added to. */
export function gatherAddRows(from: usize, index: usize, rows: i32, width: i32, to: usize, toStride: i32): void {
  const bytes = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    addRow(from + <usize>load<i32>(index) * bytes, width, to);
    index += 4;
    to += (<usize>toStride) << 2;
  }
}

/** to[r] = factors[r] from[r] */
export function scaleRows(from: usize, factors: usize, rows: i32, width: i32, to: usize): void {
  const whole = ((<usize>width) & ~3) << 2, end = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    const factor = load<f32>(factors), splat = f32x4.splat(factor);
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(to + i, f32x4.mul(v128.load(from + i), splat));
    for (; i < end; i += 4) store<f32>(to + i, load<f32>(from + i) * factor);
    factors += 4; from += end; to += end;
  }
}

/** to += from, then the three rows after it, `stride` bytes apart: the sums in the order of the rows. */
// @ts-ignore: decorator
@inline
function addFourRows(from: usize, stride: usize, width: i32, to: usize): void {
  let i: usize = 0;
  const whole = ((<usize>width) & ~3) << 2, end = (<usize>width) << 2;
  const b = from + stride, c = b + stride, d = c + stride;
  for (; i < whole; i += 16) {
    let sum = f32x4.add(v128.load(to + i), v128.load(from + i));
    sum = f32x4.add(f32x4.add(sum, v128.load(b + i)), v128.load(c + i));
    v128.store(to + i, f32x4.add(sum, v128.load(d + i)));
  }
  for (; i < end; i += 4)
    store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i) + load<f32>(b + i) + load<f32>(c + i) + load<f32>(d + i));
}

/** to += sum of the rows. */
export function sumRows(from: usize, fromStride: i32, rows: i32, width: i32, to: usize): void {
  const stride = (<usize>fromStride) << 2;
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    addFourRows(from, stride, width, to);
    from += stride << 2;
  }
  for (; r < rows; r++) {
    addRow(from, width, to);
    from += (<usize>fromStride) << 2;
  }
}

/** to += sum of the rows, each times its factor, in the order and with the roundings of `product`. */
export function addScaledRows(from: usize, fromStride: i32, factors: usize, rows: i32, width: i32, to: usize): void {
  const whole = ((<usize>width) & ~3) << 2, end = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    const factor = v128.load32_splat(factors);
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(to + i, madd(factor, v128.load(from + i), v128.load(to + i)));
    for (; i < end; i += 4) {
      const sum = madd(factor, v128.load32_zero(from + i), v128.load32_zero(to + i));
      v128.store32_lane(to + i, sum, 0);
    }
    factors += 4;
    from += (<usize>fromStride) << 2;
  }
}

/** to[r] += from for every row. */
export function addToRows(from: usize, rows: i32, width: i32, to: usize, toStride: i32): void {
  for (let r = 0; r < rows; r++) {
    addRow(from, width, to);
    to += (<usize>toStride) << 2;
  }
}

/** to[r][c] += scale a[r] b[c] */
export function addOuter(a: usize, b: usize, scale: f32, rows: i32, columns: i32, to: usize): void {
  const whole = ((<usize>columns) & ~3) << 2, end = (<usize>columns) << 2;
  for (let r = 0; r < rows; r++) {
    const factor = load<f32>(a + ((<usize>r) << 2)) * scale, factors = f32x4.splat(factor);
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(to + i, madd(factors, v128.load(b + i), v128.load(to + i)));
    for (; i < end; i += 4) store<f32>(to + i, load<f32>(to + i) + factor * load<f32>(b + i));
    to += end;
  }
}

/** values = max(values, 0) */
export function rectify(values: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let i: usize = 0;
  const whole = ((<usize>count) & ~3) << 2, end = (<usize>count) << 2;
  // In this operand order a NaN stays one.
  for (; i < whole; i += 16) v128.store(values + i, f32x4.pmax(v128.load(values + i), zero));
  for (; i < end; i += 4) if (load<f32>(values + i) < 0) store<f32>(values + i, 0);
}

/** gradient = 0 where `values`, rectified, are. */
export function rectifyBackward(gradient: usize, values: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let i: usize = 0;
  const whole = ((<usize>count) & ~3) << 2, end = (<usize>count) << 2;
  for (; i < whole; i += 16)
    v128.store(gradient + i, v128.andnot(v128.load(gradient + i), f32x4.eq(v128.load(values + i), zero)));
  for (; i < end; i += 4) if (load<f32>(values + i) == 0) store<f32>(gradient + i, 0);
}

/** values *= factor */
export function scale(values: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  let i: usize = 0;
  const whole = ((<usize>count) & ~3) << 2, end = (<usize>count) << 2;
  for (; i < whole; i += 16) v128.store(values + i, f32x4.mul(v128.load(values + i), factors));
  for (; i < end; i += 4) store<f32>(values + i, load<f32>(values + i) * factor);
}

/** Makes a square matrix symmetric: what stands above the diagonal is written below it. */
export function mirror(square: usize, size: i32, stride: i32): void {
  const row = (<usize>stride) << 2;
  for (let r = 1; r < size; r++) {
    let to = square + <usize>r * row, from = square + ((<usize>r) << 2);
    for (let c = 0; c < r; c++) {
      store<f32>(to, load<f32>(from));
      to += 4;
      from += row;
    }
  }
}
