/** A table of words as it lies in memory, for whoever looks words up in it. */
export interface WantedTable {
  /** Open addressing with linear probing from `(hash ^ (hash >>> 15)) & (length - 1)` on, a power of 2 many; an index plus 1, or 0. */
  slots: Int32Array;
  /** By index: `hashBytes` of the word. */
  hashes: Int32Array;
  /** By index, and one more: where the word's bytes begin in `text`. */
  starts: Int32Array;
  /** The words in UTF-8, one behind the other. */
  text: Uint8Array;
}

/** A set of words that is asked with bytes of UTF-8, so that the rows of a large file need no strings. */
export interface WantedWords {
  size: number;
  table: WantedTable;
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
  const room = new Uint8Array(3 * words.reduce((sum, word) => sum + word.length, 0));
  for (let index = 0; index < words.length; index++) {
    const start = starts[index]!;
    const end = start + encoder.encodeInto(words[index]!, room.subarray(start)).written;
    starts[index + 1] = end;
    hashes[index] = hashBytes(room, start, end);
  }
  const text = room.slice(0, starts[words.length]);

  // At most half full.
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
  return { size: words.length, table: { slots, hashes, starts, text }, indexOf };
}
