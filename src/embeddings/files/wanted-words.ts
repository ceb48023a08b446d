/** A set of words that is asked with bytes of UTF-8, so that the rows of a large file need no strings. */
export interface WantedWords {
  size: number;
  /** The word's index in the order given, or -1. `hash` is `hashBytes` over the same bytes. */
  indexOf(bytes: Uint8Array, start: number, end: number, hash: number): number;
}

const hashStart = 0x811c9dc5 | 0;

/** FNV-1a, 32 bits. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = hashStart;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}

export function createWantedWords(words: readonly string[]): WantedWords {
  const starts = new Int32Array(words.length + 1);
  const hashes = new Int32Array(words.length);
  const encoder = new TextEncoder();
  // No UTF-16 unit needs more than three bytes.
  const text = new Uint8Array(3 * words.reduce((sum, word) => sum + word.length, 0));
  for (let index = 0; index < words.length; index++) {
    const start = starts[index]!;
    const end = start + encoder.encodeInto(words[index]!, text.subarray(start)).written;
    starts[index + 1] = end;
    hashes[index] = hashBytes(text, start, end);
  }

  // Open addressing with linear probing, at most half full; a slot holds an index plus 1.
  let capacity = 16;
  while (capacity < 2 * words.length) capacity *= 2;
  const slots = new Int32Array(capacity);
  const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (capacity - 1);

  const indexOf: WantedWords['indexOf'] = (bytes, start, end, hash) => {
    for (let slot = slotOf(hash); slots[slot] !== 0; slot = (slot + 1) & (capacity - 1)) {
      const index = slots[slot]! - 1;
      if (hashes[index] !== hash) continue;
      let at = starts[index]!;
      if (starts[index + 1]! - at !== end - start) continue;
      let i = start;
      while (i < end && bytes[i] === text[at]) {
        i++;
        at++;
      }
      if (i === end) return index;
    }
    return -1;
  };
  for (let index = 0; index < words.length; index++) {
    let slot = slotOf(hashes[index]!);
    while (slots[slot] !== 0) slot = (slot + 1) & (capacity - 1);
    slots[slot] = index + 1;
  }
  return { size: words.length, indexOf };
}
