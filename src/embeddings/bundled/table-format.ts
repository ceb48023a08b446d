import { seal, unseal } from '../sealed-file.ts';
import type { WordTable } from '../word-table.ts';

/*
 * A table of word vectors, 8 bits a number. After the facts {dimension, words, induced}:
 *   scales     float32 [words], little endian
 *   numbers    int8 [words, dimension]; a vector is its row times its scale
 *   word list  UTF-8, a line feed after each word
 * Words stand in order of falling frequency; the last `induced` of them have vectors induced from their contexts. The
 * list is not compressed, for the package it ships in is.
 */
const magic = 'POEMWVEC';
const version = 1;
const largestNumber = 127;

export interface TableContents {
  dimension: number;
  words: readonly string[];
  /** So many words at the list's end have induced vectors. */
  induced: number;
  /** [words, dimension] */
  vectors: Float32Array;
}

/** The bytes of a table. The same contents always give the same bytes. */
export function encodeTable({ dimension, words, induced, vectors }: TableContents): Uint8Array {
  if (vectors.length !== words.length * dimension) throw new RangeError('There must be one vector for each word.');
  const scales = new DataView(new ArrayBuffer(words.length * 4));
  const numbers = new Int8Array(vectors.length);
  for (let word = 0; word < words.length; word++) {
    const row = vectors.subarray(word * dimension, (word + 1) * dimension);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(largest / largestNumber) || 1;
    scales.setFloat32(word * 4, scale, true);
    numbers.set(
      row.map((value) => Math.max(-largestNumber, Math.min(largestNumber, Math.round(value / scale)))),
      word * dimension,
    );
  }
  const list = new TextEncoder().encode(words.map((word) => `${word}\n`).join(''));
  return seal(magic, version, { dimension, words: words.length, induced }, [
    new Uint8Array(scales.buffer),
    new Uint8Array(numbers.buffer),
    list,
  ]);
}

export interface EncodedTable extends WordTable {
  words: readonly string[];
  /** So many words at the list's end have induced vectors. */
  induced: number;
}

/** Reads `encodeTable`'s bytes, which must stay as they are. Throws an Error that says what is wrong with damaged ones. */
export function decodeTable(bytes: Uint8Array): EncodedTable {
  const { facts, payload } = unseal(magic, version, bytes);
  const { dimension, words: size, induced } = checkFacts(facts);
  const numbersAt = size * 4;
  const listAt = numbersAt + size * dimension;
  if (listAt > payload.length) throw new Error('it is cut short');
  const scales = new DataView(payload.buffer, payload.byteOffset, numbersAt);
  const numbers = new Int8Array(payload.buffer, payload.byteOffset + numbersAt, size * dimension);
  const words = new TextDecoder('utf-8', { fatal: true }).decode(payload.subarray(listAt)).split('\n');
  if (words.pop() !== '' || words.length !== size) throw new Error('its word list does not fit its numbers');
  const indices = new Map(words.map((word, index) => [word, index]));
  if (indices.size !== size) throw new Error('a word is in it twice');
  for (let word = 0; word < size; word++)
    if (!Number.isFinite(scales.getFloat32(word * 4, true)))
      throw new Error(`the scale of "${words[word]}" is no number`);

  return {
    dimension,
    size,
    words,
    induced,
    has: (word) => indices.has(word),
    copy: (word, into, offset) => {
      const index = indices.get(word)!;
      const scale = scales.getFloat32(index * 4, true);
      const from = index * dimension;
      for (let d = 0; d < dimension; d++) into[offset + d] = scale * numbers[from + d]!;
    },
    add: (word, weight, into, offset) => {
      const index = indices.get(word);
      if (index === undefined) return;
      const factor = weight * scales.getFloat32(index * 4, true);
      const from = index * dimension;
      for (let d = 0; d < dimension; d++) into[offset + d]! += factor * numbers[from + d]!;
    },
    isInduced: (word) => (indices.get(word) ?? 0) >= size - induced,
  };
}

function checkFacts(facts: unknown): { dimension: number; words: number; induced: number } {
  const { dimension, words, induced } = (facts ?? {}) as Record<string, unknown>;
  if (
    !isCount(dimension, 4096) ||
    dimension === 0 ||
    !isCount(words, 1 << 23) ||
    words === 0 ||
    !isCount(induced, words)
  )
    throw new Error('its counts make no sense');
  return { dimension, words, induced };
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
