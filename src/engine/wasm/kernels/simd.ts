/** a * b + c: one rounding where the build has relaxed SIMD, two elsewhere. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
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

/** First address past the module's static data: buffers may start here. */
export function heapBase(): usize {
  return (__heap_base + 15) & ~15;
}
