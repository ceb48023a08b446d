import type { Random } from './random.ts';
import type { ChunkSet } from './types.ts';
import { UserError } from './user-error.ts';

export const samplers = ['poem-aware', 'chunk-sequence'] as const;
export type Sampler = (typeof samplers)[number];

export interface SamplerSettings {
  /** The most chunks that the poem-aware sampler takes from one poem in an epoch. */
  maxChunksPerPoem: number;
}

/**
 * The chunks of one epoch, in order.
 *
 * `poem-aware` draws at most `maxChunksPerPoem` chunks from each poem, anew each epoch, and mixes them all, so that long
 * poems do not outweigh short ones. `chunk-sequence` takes all chunks: poems in random order, each from its beginning
 * to its end.
 */
export function sampleEpoch(
  kind: Sampler,
  chunkSet: ChunkSet,
  chunkIndices: ArrayLike<number>,
  { maxChunksPerPoem }: SamplerSettings,
  random: Random,
): Int32Array {
  const poems = groupByPoem(chunkSet, chunkIndices);
  switch (kind) {
    case 'poem-aware': {
      if (!Number.isInteger(maxChunksPerPoem) || maxChunksPerPoem < 1)
        throw new UserError(`The setting maxChunksPerPoem must be a whole number from 1, not ${maxChunksPerPoem}.`);
      const drawn: number[] = [];
      for (const chunks of poems) {
        random.shuffle(chunks);
        for (let i = 0; i < Math.min(chunks.length, maxChunksPerPoem); i++) drawn.push(chunks[i]!);
      }
      return Int32Array.from(random.shuffle(drawn));
    }
    case 'chunk-sequence':
      return Int32Array.from(random.shuffle(poems).flat());
    default:
      throw new UserError(`The setting sampler must be one of ${samplers.join(', ')}, not "${String(kind)}".`);
  }
}

/** Each poem's chunks from its beginning to its end; poems in the order of the corpus. */
function groupByPoem(chunkSet: ChunkSet, chunkIndices: ArrayLike<number>): number[][] {
  const groups = new Map<number, number[]>();
  let last = -1;
  let group: number[] = [];
  for (const index of Int32Array.from(chunkIndices).sort()) {
    const { poem } = chunkSet.chunks[index]!;
    if (poem !== last) {
      group = groups.get(poem) ?? [];
      groups.set(poem, group);
      last = poem;
    }
    group.push(index);
  }
  return [...groups.values()];
}
