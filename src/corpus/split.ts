import type { Random } from './random.ts';
import type { ChunkSet, Split } from './types.ts';
import { UserError } from './user-error.ts';

/**
 * Deals poems out to training, validation and test, at random in the proportion of `ratios` (which sum to 1). A part
 * with a ratio above 0 gets a poem as soon as there are enough of them, training first. Indices ascend within a part.
 */
export function splitPoems(poemCount: number, ratios: readonly [number, number, number], random: Random): Split {
  checkRatios(ratios);
  const order = random.shuffle(Array.from({ length: poemCount }, (_, poem) => poem));
  const sizes = partSizes(poemCount, ratios);
  const part = (index: number): number[] => {
    const start = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
    return order.slice(start, start + sizes[index]!).sort((a, b) => a - b);
  };
  return { train: part(0), validation: part(1), test: part(2) };
}

function checkRatios(ratios: readonly [number, number, number]): void {
  const [train] = ratios;
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  if (ratios.length !== 3 || !ratios.every((ratio) => ratio >= 0) || !(train > 0) || Math.abs(sum - 1) > 1e-6)
    throw new UserError(
      `The setting ratios must be three shares of the poems that sum to 1, the first above 0, not [${ratios.join(', ')}].`,
    );
}

/** Poems of each part. Rounding the sums, not the parts, keeps their total. */
function partSizes(poems: number, [train, validation, test]: readonly [number, number, number]): number[] {
  const trainEnd = Math.round(poems * train);
  const validationEnd = Math.round(poems * (train + validation));
  const sizes = [trainEnd, validationEnd - trainEnd, poems - validationEnd];
  [train, validation, test].forEach((ratio, part) => {
    if (ratio === 0 || sizes[part]! > 0) return;
    const largest = sizes.indexOf(Math.max(...sizes));
    const least = largest < part ? 1 : 0;
    if (sizes[largest]! <= least) return;
    sizes[largest]!--;
    sizes[part] = 1;
  });
  return sizes;
}

/** Indices of the chunks of some poems, ascending. */
export function chunksOf(chunkSet: ChunkSet, poems: readonly number[]): Int32Array {
  const wanted = new Set(poems);
  return Int32Array.from(chunkSet.chunks.filter(({ poem }) => wanted.has(poem)).map(({ index }) => index));
}
