/**
 * By vocabulary entry, its place among the common words of a shortcut, or -1: a word is known by its vector, so that a
 * network keeps its meaning in a corpus with another vocabulary. `vectors` is [vocabulary, D], `commonWords` [words, D],
 * where rows of zeros stand for nothing.
 */
export function commonWordsOf(vectors: Float32Array, commonWords: Float32Array, D: number): Int32Array {
  const places = new Map<string, number>();
  for (let word = 0; word * D < commonWords.length; word++) {
    const vector = commonWords.subarray(word * D, (word + 1) * D);
    const key = keyOf(vector);
    if (vector.some((x) => x !== 0) && !places.has(key)) places.set(key, word);
  }
  const found = new Int32Array(vectors.length / D).fill(-1);
  if (places.size > 0)
    for (let id = 0; id < found.length; id++)
      found[id] = places.get(keyOf(vectors.subarray(id * D, (id + 1) * D))) ?? -1;
  return found;
}

function keyOf(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('latin1');
}
