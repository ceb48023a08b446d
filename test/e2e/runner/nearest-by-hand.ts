import type { Run } from '../../../src/runs/read-run.ts';
import type { StoredChunk } from '../../../src/runs/stored-chunk.ts';

export interface NearChunk {
  chunk: StoredChunk;
  cosine: number;
}

/**
 * What a hover must show for a chunk, computed from the run's files alone in the plainest way: the cosine of the
 * bottleneck vectors around the mean of the training chunks; chunks that share words with it, or with a nearer one that
 * is listed, left out.
 */
export async function nearestByHand(
  run: Run,
  asked: StoredChunk,
  count: number,
  withOverlapping = false,
): Promise<NearChunk[]> {
  const chunks = await run.chunks();
  const { vectors, size } = await run.bottleneck();
  const train = chunks.filter(({ split }) => split === 'train');
  const centre = Array.from(
    { length: size },
    (_, d) => train.reduce((sum, { index }) => sum + vectors[index * size + d]!, 0) / train.length,
  );
  const pointOf = ({ index }: StoredChunk): number[] => centre.map((c, d) => vectors[index * size + d]! - c);
  const from = pointOf(asked);
  const all = chunks
    .map((chunk) => {
      const to = pointOf(chunk);
      const dot = to.reduce((sum, x, d) => sum + x * from[d]!, 0);
      return { chunk, cosine: dot / (Math.hypot(...to) * Math.hypot(...from)) };
    })
    .sort((a, b) => b.cosine - a.cosine || a.chunk.index - b.chunk.index);
  const listed: NearChunk[] = [];
  for (const near of all) {
    if (listed.length === count) break;
    const taken = listed.some(({ chunk }) => overlap(chunk, near.chunk));
    if (taken || (withOverlapping ? near.chunk.index === asked.index : overlap(asked, near.chunk))) continue;
    listed.push(near);
  }
  return listed;
}

export function overlap(a: StoredChunk, b: StoredChunk): boolean {
  return a.poem === b.poem && a.tokenStart < b.tokenEnd && b.tokenStart < a.tokenEnd;
}

/** "lines 12-18", as a person reads it. */
export function linesOf({ range }: StoredChunk): string {
  const [first, last] = [range.start.line + 1, range.end.line + 1];
  return first === last ? `line ${first}` : `lines ${first}-${last}`;
}
