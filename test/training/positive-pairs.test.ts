import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { EpochBatch } from '../../src/training/epoch-batches.ts';
import { pairedBatches, positives, type Positive } from '../../src/training/positive-pairs.ts';
import { madeUpChunkSet } from './made-up-training.ts';

// Chunks 0 to 4 of the first poem, 5 alone of the second, 6 and 7 of the third, 8 to 17 of the fourth.
const chunkSet = madeUpChunkSet([5, 1, 2, 10]);
const training = Int32Array.from(chunkSet.chunks, ({ index }) => index);

function batches(order: readonly number[], batchSize: number, positive: Positive = 'any', seed = 1): EpochBatch[] {
  return pairedBatches(Int32Array.from(order), batchSize, chunkSet, training, positive, createRandom(seed));
}

/** The chunk that each paired chunk of a batch is drawn to. */
function pairsOf({ chunks, pairs }: EpochBatch): [number, number][] {
  return [...chunks].flatMap((chunk, row): [number, number][] =>
    pairs![row]! < 0 ? [] : [[chunk, chunks[pairs![row]!]!]],
  );
}

describe('batches of pairs', () => {
  it.each(positives)('pair each chunk with another of its poem, both ways (%s)', (positive) => {
    const distances = { any: [1, 2, 3, 4, 5, 6, 7, 8, 9], adjacent: [1], 'next-but-one': [2] }[positive];
    for (let seed = 0; seed < 20; seed++)
      for (const batch of batches([...createRandom(seed).shuffle([...training])], 5, positive, seed))
        for (const [chunk, other] of pairsOf(batch)) {
          const [a, b] = [chunkSet.chunks[chunk]!, chunkSet.chunks[other]!];
          expect(a.poem).toBe(b.poem);
          expect(distances).toContain(Math.abs(a.indexInPoem - b.indexInPoem));
          expect(pairsOf(batch)).toContainEqual([other, chunk]);
        }
  });

  it('hold every chunk of the order, each once but for those drawn in addition', () => {
    const found = batches([0, 5, 7, 9], 32);
    const chunks = [...found[0]!.chunks];
    expect(found).toHaveLength(1);
    // 0, 7 and 9 have each a chunk of their poem beside them; 5 is the only one of its poem.
    expect(chunks).toHaveLength(7);
    for (const chunk of [0, 5, 6, 7, 9]) expect(chunks).toContain(chunk);
    expect(pairsOf(found[0]!).map(([chunk]) => chunk)).not.toContain(5);
  });

  it('take the positive from the order where it has one', () => {
    for (let seed = 0; seed < 20; seed++)
      expect([...batches([8, 0, 12, 3], 8, 'any', seed)[0]!.chunks].sort()).toEqual([0, 12, 3, 8]);
  });

  it('have two rows at least and one more than the batch size at most', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed);
      const order = random.shuffle([...training]).slice(0, 2 + random.integer(16));
      const batchSize = 2 + random.integer(5);
      for (const { chunks } of batches(order, batchSize, positives[seed % 3]!, seed)) {
        expect(chunks.length).toBeGreaterThanOrEqual(2);
        expect(chunks.length).toBeLessThanOrEqual(batchSize + 1);
      }
    }
  });

  it('are the same for the same generator', () => {
    expect(batches([...training], 4)).toEqual(batches([...training], 4));
    expect(batches([...training], 4)).not.toEqual(batches([...training], 4, 'any', 2));
  });
});
