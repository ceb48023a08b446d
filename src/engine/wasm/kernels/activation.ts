import { madd } from './simd';

// Rational 13/6 minimax form of tanh on [-7.905, 7.905], beyond which single precision cannot tell it from ±1
// (coefficients: Eigen, generic_fast_tanh_float, MPL2); within 4 ulp. Constants are loaded: as literals V8 rebuilds
// them at each use.
const constants: usize = memory.data<f32>([
  7.90531110763549805, -7.90531110763549805, -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11,
  5.12229709037114e-8, 1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3, 1.19825839466702e-6,
  1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3, 0.5, 1,
], 16);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(constants + (index << 2));
}

// @ts-ignore: decorator
@inline
export function tanh(input: v128): v128 {
  // In this operand order a NaN passes through both.
  const x = f32x4.pmax(f32x4.pmin(input, constant(0)), constant(1));
  const square = f32x4.mul(x, x);
  let p = madd(square, constant(2), constant(3));
  p = madd(square, p, constant(4));
  p = madd(square, p, constant(5));
  p = madd(square, p, constant(6));
  p = madd(square, p, constant(7));
  p = madd(square, p, constant(8));
  let q = madd(square, constant(9), constant(10));
  q = madd(square, q, constant(11));
  q = madd(square, q, constant(12));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2 */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const half = constant(13);
  return madd(half, tanh(f32x4.mul(half, x)), half);
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return constant(14);
}
