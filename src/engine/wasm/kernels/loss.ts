import { laneSum, madd } from './simd';

/**
 * The gradient of the squared error with respect to the hidden states, and the error itself, without the
 * reconstruction: with y = W_o h + b_o, S = h W_o^T W_o (in `dh`), q = W_o^T b_o and P = x W_o per distinct word,
 *   |y - x|² = h · (S + 2 q - 2 P) + |b_o - x|²,   d|y - x|²/dh = 2 (S + q - P).
 * Overwrites `dh` with `scale` / 2 times that gradient; the first term, summed over the rows, goes to `sums`.
 */
export function gramLoss(
  h: usize, dh: usize, q: usize, projected: usize, index: usize, rows: i32, size: i32, scale: f32, sums: usize,
): void {
  const bytes = (<usize>size) << 2, scales = f32x4.splat(scale);
  let total: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const p = projected + <usize>load<i32>(index) * bytes;
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const s = v128.load(dh + i), rest = f32x4.sub(v128.load(q + i), v128.load(p + i));
      const gradient = f32x4.add(s, rest);
      sum = madd(v128.load(h + i), f32x4.add(gradient, rest), sum);
      v128.store(dh + i, f32x4.mul(gradient, scales));
    }
    total += laneSum(sum);
    index += 4; h += bytes; dh += bytes;
  }
  store<f64>(sums, total);
}

/**
 * As `gramLoss`, but each row's gradient is scaled by its own coefficient (times 2), and each row's first term goes to
 * `errors`.
 */
export function gramErrors(
  h: usize, dh: usize, q: usize, projected: usize, index: usize, coefficients: usize, rows: i32, size: i32, errors: usize,
): void {
  const bytes = (<usize>size) << 2;
  for (let r = 0; r < rows; r++) {
    const p = projected + <usize>load<i32>(index) * bytes;
    const scales = f32x4.splat(2 * load<f32>(coefficients));
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      const s = v128.load(dh + i), rest = f32x4.sub(v128.load(q + i), v128.load(p + i));
      const gradient = f32x4.add(s, rest);
      sum = madd(v128.load(h + i), f32x4.add(gradient, rest), sum);
      v128.store(dh + i, f32x4.mul(gradient, scales));
    }
    store<f32>(errors, <f32>laneSum(sum));
    index += 4; coefficients += 4; errors += 4; h += bytes; dh += bytes;
  }
}

/** |y - x|² of one row. */
// @ts-ignore: decorator
@inline
function rowError(y: usize, x: usize, width: i32): f64 {
  let sum = f32x4.splat(0), i: usize = 0;
  const whole = ((<usize>width) & ~3) << 2, end = (<usize>width) << 2;
  for (; i < whole; i += 16) {
    const difference = f32x4.sub(v128.load(y + i), v128.load(x + i));
    sum = madd(difference, difference, sum);
  }
  let total = laneSum(sum);
  for (; i < end; i += 4) {
    const difference = <f64>(load<f32>(y + i) - load<f32>(x + i));
    total += difference * difference;
  }
  return total;
}

/** Sum over the rows of |y[r] - x[index[r]]|², to `sums`. */
export function squaredError(y: usize, x: usize, index: usize, rows: i32, width: i32, sums: usize): void {
  const bytes = (<usize>width) << 2;
  let total: f64 = 0;
  for (let r = 0; r < rows; r++) {
    total += rowError(y, x + <usize>load<i32>(index) * bytes, width);
    index += 4;
    y += bytes;
  }
  store<f64>(sums, total);
}

/** Sum over the rows of |center - x[index[r]]|², to `sums`. */
export function squaredDistance(center: usize, x: usize, index: usize, rows: i32, width: i32, sums: usize): void {
  const bytes = (<usize>width) << 2;
  let total: f64 = 0;
  for (let r = 0; r < rows; r++) {
    total += rowError(center, x + <usize>load<i32>(index) * bytes, width);
    index += 4;
  }
  store<f64>(sums, total);
}

/** errors[r] = |y[r] - x[index[r]]|² */
export function rowErrors(y: usize, x: usize, index: usize, rows: i32, width: i32, errors: usize): void {
  const bytes = (<usize>width) << 2;
  for (let r = 0; r < rows; r++) {
    store<f32>(errors, <f32>rowError(y, x + <usize>load<i32>(index) * bytes, width));
    index += 4; errors += 4; y += bytes;
  }
}

/** distances[r] = |center - x[r]|² */
export function rowDistances(center: usize, x: usize, rows: i32, width: i32, distances: usize): void {
  for (let r = 0; r < rows; r++) {
    store<f32>(distances, <f32>rowError(center, x, width));
    distances += 4; x += (<usize>width) << 2;
  }
}
