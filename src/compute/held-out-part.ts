import type { SplitName } from '../corpus/types.ts';

/** The chunks that an evaluation may use: those of the test poems, or of the validation poems where there are none. */
export function heldOutPart(
  splitOfChunk: readonly SplitName[],
): { split: 'test' | 'validation'; chunks: Int32Array } | null {
  for (const split of ['test', 'validation'] as const) {
    const chunks = chunksOfPart(splitOfChunk, split);
    if (chunks.length > 0) return { split, chunks };
  }
  return null;
}

/** The chunks of the validation poems; none where the evaluation uses them. */
export function validationBeside(
  splitOfChunk: readonly SplitName[],
  { split }: { split: 'test' | 'validation' },
): Int32Array {
  return split === 'validation' ? new Int32Array() : chunksOfPart(splitOfChunk, 'validation');
}

/** Indices of the chunks of one part. */
export function chunksOfPart(splitOfChunk: readonly SplitName[], part: SplitName): Int32Array {
  return Int32Array.from([...splitOfChunk.keys()].filter((chunk) => splitOfChunk[chunk] === part));
}
