/** Words that a direction may be named by, each with its vector as seen from the mean word vector, [words, D]. */
export interface DirectionWords {
  ids: readonly number[];
  vectors: Float32Array;
}

export interface LeaningWord {
  id: number;
  /** Of its vector and the direction, both as seen from the mean word vector. */
  cosine: number;
}

/** Mean over the first `steps` steps of `decoded` - `average`, both at least [steps, D]; [D]. */
export function meanDifference(
  decoded: Float32Array,
  average: Float32Array,
  steps: number,
  dimension: number,
): Float64Array {
  const difference = new Float64Array(dimension);
  for (let i = 0; i < steps * dimension; i++) difference[i % dimension]! += (decoded[i]! - average[i]!) / steps;
  return difference;
}

/** The words whose vectors point the way of `direction`, [D], most: at most `count`, the nearest first, ties by place. */
export function leaningWords(direction: Float64Array, { ids, vectors }: DirectionWords, count: number): LeaningWord[] {
  const dimension = direction.length;
  const length = Math.hypot(...direction);
  const words = ids.map((id, word) => {
    let [product, square] = [0, 0];
    for (let d = 0; d < dimension; d++) {
      const x = vectors[word * dimension + d]!;
      product += x * direction[d]!;
      square += x * x;
    }
    return { id, cosine: product / Math.max(Math.sqrt(square) * length, 1e-12) };
  });
  return words.sort((a, b) => b.cosine - a.cosine).slice(0, count);
}
