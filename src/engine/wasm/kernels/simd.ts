/**
 * Whether this build is for a runtime that makes one operation of 256 bits of two of 128 side by side (see
 * wide-kernels.ts): what it computes is the same to the bit, in shapes that keep twice as wide registers busy.
 */
// @ts-ignore: the compiler is told of WIDE_VECTORS on its command line.
export const WIDE: bool = isDefined(WIDE_VECTORS);

/** a * b + c: one rounding where the build has relaxed SIMD, two elsewhere. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** `madd` of two lanes in double precision. */
// @ts-ignore: decorator
@inline
export function doubleMadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** c - a * b */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** Sum of the four lanes in double precision. */
// @ts-ignore: decorator
@inline
export function laneSum(x: v128): f64 {
  return (
    (<f64>f32x4.extract_lane(x, 0) + <f64>f32x4.extract_lane(x, 1)) +
    (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

const THREADS: i32 = 64;
/** A row block of `product` by 8 columns. */
const EDGE_BYTES: i32 = 24 * 32;

/** Most instances that may compute in one memory at once. */
export function threadLimit(): i32 {
  return THREADS;
}

/** A thread's own place past the module's static data, which every new instance writes anew. */
export function edgeOf(thread: i32): usize {
  return ((__heap_base + 15) & ~15) + <usize>(thread * EDGE_BYTES);
}

/** First address past what the kernels need themselves: buffers may start here. */
export function heapBase(): usize {
  return edgeOf(THREADS);
}
