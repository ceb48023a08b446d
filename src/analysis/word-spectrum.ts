import { matrixProduct } from '../engine/wasm/matrix.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';
import { yieldToEvents } from './yield-to-events.ts';

const blockRows = 1024;

/**
 * How the variance of word vectors is shared out among their principal components: shares of the whole, falling, [D]; all
 * 0 where the vectors do not vary. `vectors` are [words, D]; word i counts `weights[i]` times, in the mean as in the
 * covariance. The covariance is summed in blocks of single precision: shares are right to about a millionth of the
 * largest.
 */
export async function wordSpectrum(
  vectors: Float32Array,
  dimension: number,
  weights: ArrayLike<number>,
  options: { signal?: AbortSignal; onProgress?(done: number, total: number): void } = {},
): Promise<Float64Array> {
  const words = Array.from({ length: weights.length }, (_, word) => word).filter((word) => weights[word]! > 0);
  const total = words.reduce((sum, word) => sum + weights[word]!, 0);
  const mean = new Float64Array(dimension);
  for (const word of words)
    for (let d = 0; d < dimension; d++) mean[d]! += (weights[word]! / total) * vectors[word * dimension + d]!;
  const covariance = new Float64Array(dimension * dimension);
  for (let from = 0; from < words.length; from += blockRows) {
    const some = words.slice(from, from + blockRows);
    const block = new Float32Array(some.length * dimension);
    some.forEach((word, row) => {
      const weight = Math.sqrt(weights[word]! / total);
      for (let d = 0; d < dimension; d++)
        block[row * dimension + d] = weight * (vectors[word * dimension + d]! - mean[d]!);
    });
    const part = await matrixProduct(block, some.length, dimension, block, dimension, { transposeA: true });
    for (let i = 0; i < part.length; i++) covariance[i]! += part[i]!;
    options.onProgress?.(from + some.length, words.length);
    await yieldToEvents(options.signal);
  }
  return sharesOf(await symmetricEigenvalues(covariance, dimension, options.signal));
}

/** Eigenvalues as shares of their sum; what rounding made negative counts as 0. All 0 where they are. */
export function sharesOf(eigenvalues: Float64Array): Float64Array {
  const values = eigenvalues.map((value) => Math.max(value, 0));
  const sum = values.reduce((all, value) => all + value, 0);
  return sum > 0 ? values.map((value) => value / sum) : values;
}
