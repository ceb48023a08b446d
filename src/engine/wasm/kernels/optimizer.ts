/** Sum of squares in double precision, to `sums`. */
export function sumOfSquares(values: usize, count: i32, sums: usize): void {
  let total = f64x2.splat(0), more = f64x2.splat(0), i: usize = 0;
  const whole = ((<usize>count) & ~3) << 2, end = (<usize>count) << 2;
  for (; i < whole; i += 16) {
    const low = f64x2.promote_low_f32x4(v128.load64_zero(values + i));
    const high = f64x2.promote_low_f32x4(v128.load64_zero(values + i, 8));
    total = f64x2.add(total, f64x2.mul(low, low));
    more = f64x2.add(more, f64x2.mul(high, high));
  }
  total = f64x2.add(total, more);
  let sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
  for (; i < end; i += 4) {
    const value = <f64>load<f32>(values + i);
    sum += value * value;
  }
  store<f64>(sums, sum);
}

/**
 * Adam as PyTorch computes it: m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g²;
 * w -= stepSize m / (sqrt(v) * inverseRoot + epsilon), with stepSize = lr / (1 - b1^t), inverseRoot = 1 / sqrt(1 - b2^t)
 * and g the gradient times `clip`.
 * `rest1` and `rest2` are 1 - b1 and 1 - b2, rounded once from double precision. `count` is a multiple of 4.
 */
export function adam(
  weights: usize, gradients: usize, m: usize, v: usize, count: i32, clip: f32, stepSize: f32, inverseRoot: f32,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, epsilon: f32,
): void {
  const clips = f32x4.splat(clip), steps = f32x4.splat(stepSize), roots = f32x4.splat(inverseRoot);
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(rest1), b2 = f32x4.splat(beta2), c2 = f32x4.splat(rest2);
  const e = f32x4.splat(epsilon);
  for (let i: usize = 0, end = (<usize>count) << 2; i < end; i += 16) {
    const g = f32x4.mul(v128.load(gradients + i), clips);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + i)), f32x4.mul(c1, g));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(c2, f32x4.mul(g, g)));
    v128.store(m + i, first);
    v128.store(v + i, second);
    const denominator = f32x4.add(f32x4.mul(f32x4.sqrt(second), roots), e);
    v128.store(weights + i, f32x4.sub(v128.load(weights + i), f32x4.div(f32x4.mul(steps, first), denominator)));
  }
}
