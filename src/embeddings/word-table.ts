/** Words and their vectors, as one source holds them. */
export interface WordTable {
  /** Numbers a word. */
  dimension: number;
  /** Words with a vector. */
  size: number;
  /** Whether there is a vector for exactly this word. */
  has(word: string): boolean;
  /** Writes the word's vector, which it must have, to `into[offset .. offset + dimension)`. */
  copy(word: string, into: Float32Array, offset: number): void;
  /** Adds `weight` times the word's vector to `into[offset .. offset + dimension)`. Nothing is added for a word it lacks. */
  add(word: string, weight: number, into: Float32Array, offset: number): void;
  /** Whether the word's vector was induced from its contexts, rather than trained with the others. */
  isInduced(word: string): boolean;
}
