import { nearestRows, type NearestRows } from '../analysis/nearest-rows.ts';
import { createTsne, neighboursFor } from '../analysis/t-sne.ts';
import { createUmap } from '../analysis/umap.ts';
import { yieldToEvents } from '../analysis/yield-to-events.ts';
import { createRandom } from '../corpus/random.ts';
import { UserError } from '../corpus/user-error.ts';
import type { Projected, Projection, ProjectionProgress } from '../protocol/projection-messages.ts';
import { layoutKey, readLayout, writeLayout } from './kept-layout.ts';
import type { RunSession } from './run-session.ts';

/** Fewer passages have no neighbourhoods to keep. */
const fewestRows = 5;
/** Milliseconds between two tellings of where the points are, and between two looks at what else is asked. */
const tellEvery = 150;
const yieldEvery = 25;

interface ProjectOptions {
  signal?: AbortSignal;
  onProgress?(progress: ProjectionProgress): void;
}

/** A layout that is stepped. */
interface Stepped {
  readonly done: number;
  readonly points: Float64Array;
  step(): void;
  divergence?(): number;
}

/**
 * Lays the passages of a run out on a plane, by the distances at which the run compares them (under the cosine measure
 * those between points of length 1, which order pairs as the cosine does), from their principal components on. What
 * was computed once is kept with the run. Throws a UserError when there are too few passages.
 */
export async function projectRun(
  session: RunSession,
  projection: Projection,
  { signal, onProgress = () => undefined }: ProjectOptions = {},
): Promise<Projected> {
  const { points, plane, size, rows } = await session.table();
  const key = layoutKey(projection, points);
  const kept = await readLayout(session.run, key);
  if (kept) return { ...kept, wasKept: true };
  if (rows < fewestRows)
    throw new UserError(`The run has ${rows} passages; a map of this kind needs ${fewestRows} at least.`);

  const near = await nearestRows(points, size, neighboursOf(projection), {
    ...(signal && { signal }),
    onProgress: (done, total) => onProgress({ stage: 'neighbours', done, total }),
  });
  const layout = begin(projection, near, plane);
  const total = projection.type === 'tsne' ? projection.iterations : projection.epochs;
  const now = (): Float32Array => Float32Array.from(layout.points);
  let [told, yielded] = [-Infinity, performance.now()];
  while (layout.done < total) {
    if (performance.now() - told > tellEvery) {
      onProgress({ stage: 'layout', done: layout.done, total, points: now() });
      told = performance.now();
    }
    layout.step();
    if (performance.now() - yielded < yieldEvery) continue;
    await yieldToEvents(signal);
    yielded = performance.now();
  }
  const divergence = layout.divergence?.();
  const made = { points: now(), ...(divergence !== undefined && { divergence }) };
  const notKept = await writeLayout(session.run, key, made);
  return { ...made, wasKept: false, ...(notKept !== undefined && { notKept }) };
}

/** A passage counts as the first of its own neighbours in UMAP's number of them. */
function neighboursOf(projection: Projection): number {
  return projection.type === 'tsne' ? neighboursFor(projection.perplexity) : projection.neighbours - 1;
}

function begin(projection: Projection, near: NearestRows, plane: Float32Array): Stepped {
  const random = createRandom(projection.seed);
  if (projection.type === 'umap') return createUmap(near, plane, { ...projection, random });
  // A small run has fewer neighbours than the perplexity asks for.
  return createTsne(near, plane, { perplexity: Math.min(projection.perplexity, near.count / 3), random });
}
