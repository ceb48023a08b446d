import { matrixProduct } from '../engine/wasm/matrix.ts';
import { yieldToEvents } from './yield-to-events.ts';

export interface NearestWord {
  id: number;
  cosine: number;
}

const blockWords = 4096;

/**
 * For each of `rows` vectors, [rows, dimension], the word whose vector lies nearest by cosine, ties by id. `words` is
 * [vocabulary, dimension]; ids below `firstId` do not count, nor do words without a vector.
 */
export async function nearestWords(
  vectors: Float32Array,
  words: Float32Array,
  dimension: number,
  firstId: number,
  signal?: AbortSignal,
): Promise<NearestWord[]> {
  const rows = vectors.length / dimension;
  const nearest = Array.from({ length: rows }, (): NearestWord => ({ id: firstId, cosine: -Infinity }));
  const rowNorms = normsOf(vectors, dimension);
  const total = words.length / dimension;
  for (let from = firstId; from < total; from += blockWords) {
    const count = Math.min(blockWords, total - from);
    const block = words.subarray(from * dimension, (from + count) * dimension);
    const norms = normsOf(block, dimension);
    const products = await matrixProduct(vectors, rows, dimension, block, dimension, { transposeB: true });
    for (let row = 0; row < rows; row++)
      for (let word = 0; word < count; word++) {
        const cosine = products[row * count + word]! / Math.max(rowNorms[row]! * norms[word]!, 1e-12);
        if (norms[word]! > 0 && cosine > nearest[row]!.cosine) nearest[row] = { id: from + word, cosine };
      }
    await yieldToEvents(signal);
  }
  return nearest.map(({ id, cosine }) => ({ id, cosine: Math.max(-1, Math.min(1, cosine)) }));
}

function normsOf(vectors: Float32Array, dimension: number): Float64Array {
  const norms = new Float64Array(vectors.length / dimension);
  for (let i = 0; i < vectors.length; i++) norms[Math.floor(i / dimension)]! += vectors[i]! ** 2;
  return norms.map(Math.sqrt);
}
