import type { Random } from '../corpus/random.ts';
import type { ChunkSet } from '../corpus/types.ts';
import type { EpochBatch } from './epoch-batches.ts';

/** Which chunk of a poem the contrastive term draws another one to. */
export const positives = ['any', 'adjacent', 'next-but-one'] as const;
export type Positive = (typeof positives)[number];

/**
 * Cuts an epoch's order of chunks into batches in which each chunk stands with its positive, another chunk of its poem:
 * one that is in the order as well and still without one, else one drawn in addition from `training`. A chunk whose
 * poem has no such other stays without. Batches hold up to `batchSize` rows, and one more where a last chunk would be
 * alone; none has a single row.
 */
export function pairedBatches(
  order: Int32Array,
  batchSize: number,
  chunkSet: ChunkSet,
  training: Int32Array,
  positive: Positive,
  random: Random,
): EpochBatch[] {
  const ofPoem = new Map<number, number[]>();
  for (const chunk of training) {
    const { poem } = chunkSet.chunks[chunk]!;
    const chunks = ofPoem.get(poem);
    if (chunks) chunks.push(chunk);
    else ofPoem.set(poem, [chunk]);
  }
  const isPositive = (a: number, b: number): boolean => {
    const distance = Math.abs(chunkSet.chunks[a]!.indexInPoem - chunkSet.chunks[b]!.indexInPoem);
    return positive === 'any' ? distance > 0 : distance === (positive === 'adjacent' ? 1 : 2);
  };

  const left = new Set(order);
  const units: number[][] = [];
  for (const chunk of order) {
    if (!left.delete(chunk)) continue;
    const others = ofPoem.get(chunkSet.chunks[chunk]!.poem)!.filter((other) => isPositive(chunk, other));
    const unpaired = others.filter((other) => left.has(other));
    const candidates = unpaired.length > 0 ? unpaired : others;
    const other = candidates[random.integer(candidates.length)];
    if (other === undefined) units.push([chunk]);
    else {
      left.delete(other);
      units.push([chunk, other]);
    }
  }
  return inBatches(units, batchSize);
}

function inBatches(units: readonly number[][], batchSize: number): EpochBatch[] {
  const groups: number[][][] = [];
  let rows = batchSize;
  for (const unit of units) {
    // A first row alone takes even a pair that is one too many.
    if (rows + unit.length > batchSize && rows !== 1) {
      groups.push([]);
      rows = 0;
    }
    groups.at(-1)!.push(unit);
    rows += unit.length;
  }
  if (rows === 1 && groups.length > 1) {
    const alone = groups.pop()!;
    groups.at(-1)!.push(...alone);
  }
  return groups.map((group) => {
    const chunks = Int32Array.from(group.flat());
    const pairs = Int32Array.from(
      group.flatMap((unit, i) => {
        const first = group.slice(0, i).reduce((sum, { length }) => sum + length, 0);
        return unit.length === 2 ? [first + 1, first] : [-1];
      }),
    );
    return { chunks, pairs };
  });
}
