/** `count` points evenly from `from` to `to`, both included exactly: from + (to - from) i / (count - 1). */
export function pointsBetween(from: Float32Array, to: Float32Array, count: number): Float32Array[] {
  return sharesBetween(count).map((share) => from.map((x, d) => x * (1 - share) + to[d]! * share));
}

/** How far from the first to the last each of `count` points lies, 0 to 1. */
export function sharesBetween(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (count > 1 ? i / (count - 1) : 0));
}

/** Mean of some rows of `vectors`, [rows, size]. */
export function meanPoint(vectors: Float32Array, size: number, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(size);
  for (const row of rows) for (let d = 0; d < size; d++) mean[d]! += vectors[row * size + d]! / rows.length;
  return mean;
}

/** point + strength x (add - take), the attribute vectors of White 2016 (Sampling Generative Networks, section 3.2). */
export function shifted(
  point: Float32Array,
  add: ArrayLike<number>,
  take: ArrayLike<number>,
  strength: number,
): Float32Array {
  return point.map((x, d) => x + strength * (add[d]! - take[d]!));
}
