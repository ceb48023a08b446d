import { doubleMadd } from './simd';

// 2^r on [-0.5, 0.5] as 1 + r ln 2 + r^2 q(r), where q interpolates at the Chebyshev nodes: within 5e-12 of it, and the
// closer the nearer to 0, so that squares of it taken again and again stay as good. Then two
// constants of `powerOfTwo`. They are loaded: as literals V8 rebuilds them at each use.
const constants: usize = memory.data<f64>([
  1.3246387161221642e-6, 1.5297323760701075e-5, 1.5403491754738784e-4, 1.333350238616277e-3, 9.618129119704426e-3,
  5.5504108839096185e-2, 0.24022650695910072, 0.6931471805599453, 1, -1000, 6755399441055744,
], 16);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load64_splat(constants + (index << 3));
}

/** 2^x in double precision for x of at most 1000; below -1000 that of -1000. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(x: v128): v128 {
  const bounded = f64x2.pmax(x, constant(9));
  // Added to 1.5 x 2^52 a number is rounded to a whole one, which then stands in the lowest bits.
  const magic = constant(10);
  const shifted = f64x2.add(bounded, magic);
  const r = f64x2.sub(bounded, f64x2.sub(shifted, magic));
  let p = doubleMadd(r, constant(0), constant(1));
  p = doubleMadd(r, p, constant(2));
  p = doubleMadd(r, p, constant(3));
  p = doubleMadd(r, p, constant(4));
  p = doubleMadd(r, p, constant(5));
  p = doubleMadd(r, p, constant(6));
  p = doubleMadd(r, p, constant(7));
  p = doubleMadd(r, p, constant(8));
  // The whole part goes to the exponent.
  return i64x2.add(p, i64x2.shl(shifted, 52));
}
