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
 * The running text of each poem that these chunks make up, token ids, one after another in one array. `places` are those
 * of all chunks; of a poem every chunk from the first to the last has to be among `indices`.
 */
export function textsOf(
  { tokens, lengths, window }: ChunkTokens,
  places: readonly TextPlace[],
  indices: Int32Array,
): Map<number, Int32Array> {
  const ends = new Map<number, number>();
  for (const chunk of indices) {
    const { poem, tokenStart } = places[chunk]!;
    ends.set(poem, Math.max(ends.get(poem) ?? 0, tokenStart + lengths[chunk]!));
  }
  let all = 0;
  for (const length of ends.values()) all += length;
  const running = new Int32Array(all);
  const texts = new Map<number, Int32Array>();
  let from = 0;
  for (const [poem, length] of ends) {
    texts.set(poem, running.subarray(from, from + length));
    from += length;
  }
  for (const chunk of indices) {
    const { poem, tokenStart } = places[chunk]!;
    texts.get(poem)!.set(tokens.subarray(chunk * window, chunk * window + lengths[chunk]!), tokenStart);
  }
  return texts;
}

/**
 * The chunks at `indices` as a batch, cut after `steps` tokens, each moved within its poem by up to half a window to
 * either side: what is seen of a poem is then nearly never the same twice. `texts` are those of their poems.
 */
export function shiftedBatchOf(
  { chunks, window }: ChunkSet,
  texts: ReadonlyMap<number, Int32Array>,
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
    const shown = text.subarray(start, start + Math.min(window, steps));
    batch.tokens.set(shown, row * steps);
    batch.lengths[row] = shown.length;
  }
  return batch;
}

/** All windows of the poems that these chunks make up; see `textsOf`. */
export function windowsOf(chunks: ChunkTokens, places: readonly TextPlace[], indices: Int32Array): Windows {
  const { window } = chunks;
  const texts = [...textsOf(chunks, places, indices).values()];
  /** Windows before each text, and at the end all of them. */
  const before = new Float64Array(texts.length + 1);
  texts.forEach(({ length }, i) => (before[i + 1] = before[i]! + Math.max(1, length - window + 1)));
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
        const from = place - before[low]!;
        const shown = texts[low]!.subarray(from, from + window);
        drawn.tokens.set(shown, row * window);
        drawn.lengths[row] = shown.length;
      }
      return drawn;
    },
  };
}
