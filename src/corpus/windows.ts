import type { ChunkBatch } from './batches.ts';
import type { Random } from './random.ts';
import type { Chunk, ChunkSet } from './types.ts';

/** Stretches of running text of a chunk's length that begin at any token, not only where chunks do. */
export interface Windows {
  /** How many there are. */
  count: number;
  /** Token ids of windows drawn at random, [rows, window], padded with 0 where a poem is shorter, and their lengths. */
  draw(rows: number, random: Random): { tokens: Int32Array; lengths: Int32Array };
}

type ChunkTokens = Pick<ChunkSet, 'tokens' | 'lengths' | 'window'>;
type TextPlace = Pick<Chunk, 'poem' | 'tokenStart'>;

/**
 * The running text of each poem that these chunks make up, token ids. `places` are those of all chunks; of a poem every
 * chunk from the first to the last has to be among `indices`.
 */
export function textsOf(
  { tokens, lengths, window }: ChunkTokens,
  places: readonly TextPlace[],
  indices: Int32Array,
): Map<number, number[]> {
  const poems = new Map<number, number[]>();
  for (const chunk of indices) {
    const { poem, tokenStart } = places[chunk]!;
    const text = poems.get(poem) ?? [];
    poems.set(poem, text);
    for (let t = 0; t < lengths[chunk]!; t++) text[tokenStart + t] = tokens[chunk * window + t]!;
  }
  return poems;
}

/**
 * The chunks at `indices` as a batch, cut after `steps` tokens, each moved within its poem by up to half a window to
 * either side: what is seen of a poem is then nearly never the same twice. `texts` are those of their poems.
 */
export function shiftedBatchOf(
  { chunks, window }: ChunkSet,
  texts: ReadonlyMap<number, readonly number[]>,
  indices: ArrayLike<number>,
  steps: number,
  random: Random,
): ChunkBatch {
  const rows = indices.length;
  const batch: ChunkBatch = { tokens: new Int32Array(rows * steps), lengths: new Int32Array(rows), rows, steps };
  const most = window >> 1;
  for (let row = 0; row < rows; row++) {
    const { poem, tokenStart } = chunks[indices[row]!]!;
    const text = texts.get(poem)!;
    const moved = tokenStart - most + random.integer(2 * most + 1);
    const start = Math.max(0, Math.min(moved, text.length - window));
    const shown = text.slice(start, start + Math.min(window, steps));
    batch.tokens.set(shown, row * steps);
    batch.lengths[row] = shown.length;
  }
  return batch;
}

/** All windows of the poems that these chunks make up; see `textsOf`. */
export function windowsOf(chunks: ChunkTokens, places: readonly TextPlace[], indices: Int32Array): Windows {
  const { window } = chunks;
  const texts = [...textsOf(chunks, places, indices).values()];
  const all = Int32Array.from(texts.flat());
  /** Windows before each text, and at the end all of them; the place of its first token in `all`. */
  const before = new Float64Array(texts.length + 1);
  const first = new Float64Array(texts.length);
  texts.forEach(({ length }, i) => {
    before[i + 1] = before[i]! + Math.max(1, length - window + 1);
    if (i > 0) first[i] = first[i - 1]! + texts[i - 1]!.length;
  });
  const count = before[texts.length]!;

  return {
    count,
    draw(rows, random) {
      const drawn = { tokens: new Int32Array(rows * window), lengths: new Int32Array(rows) };
      for (let row = 0; row < rows; row++) {
        const place = random.integer(count);
        let [low, high] = [0, texts.length];
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (before[middle]! <= place) low = middle;
          else high = middle;
        }
        const from = first[low]! + place - before[low]!;
        const length = Math.min(window, texts[low]!.length);
        drawn.tokens.set(all.subarray(from, from + length), row * window);
        drawn.lengths[row] = length;
      }
      return drawn;
    },
  };
}
