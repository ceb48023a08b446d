import { createHash } from 'node:crypto';
import { UserError } from '../corpus/user-error.ts';
import type { Projection } from '../protocol/projection-messages.ts';
import type { Run } from '../runs/read-run.ts';
import { editRun } from '../runs/write-run.ts';

/** A layout as it is kept with a run. */
export interface KeptLayout {
  /** [rows, 2] */
  points: Float32Array;
  divergence?: number;
}

/** What a layout is of: how it was made, and from which points. */
interface LayoutKey {
  projection: Projection;
  /** Hex. */
  points: string;
}

export function layoutKey(projection: Projection, points: Float32Array): LayoutKey {
  const bytes = new Uint8Array(points.buffer, points.byteOffset, points.byteLength);
  return { projection, points: createHash('sha256').update(bytes).digest('hex') };
}

/** The run's file for layouts made in this way: `map-tsne-30-1000-42.safetensors`. */
export function layoutFile(projection: Projection): string {
  const { type, seed } = projection;
  const numbers =
    type === 'tsne'
      ? [projection.perplexity, projection.iterations]
      : [projection.neighbours, projection.minimumDistance, projection.epochs];
  return `map-${[type, ...numbers, seed].join('-')}.safetensors`;
}

/** The layout kept with a run; undefined where there is none of these points, or none that can be read. */
export async function readLayout(run: Run, key: LayoutKey): Promise<KeptLayout | undefined> {
  const file = layoutFile(key.projection);
  try {
    if (!(await run.has(file))) return undefined;
    const tensors = await run.tensors(file);
    const [points, about] = [tensors.get('points'), tensors.get('about')];
    if (points?.dtype !== 'F32' || about?.dtype !== 'U8') return undefined;
    if (points.data.length !== run.config.corpus.chunks * 2 || !points.data.every(Number.isFinite)) return undefined;
    const told = JSON.parse(new TextDecoder().decode(about.data)) as { key?: unknown; divergence?: unknown };
    if (JSON.stringify(told.key) !== JSON.stringify(key)) return undefined;
    return { points: points.data, ...(typeof told.divergence === 'number' && { divergence: told.divergence }) };
  } catch {
    // It is computed again.
    return undefined;
  }
}

/** Keeps a layout with its run. Where the run cannot be written, gives the reason: the layout is good all the same. */
export async function writeLayout(run: Run, key: LayoutKey, layout: KeptLayout): Promise<string | undefined> {
  const { points, divergence } = layout;
  const about = new TextEncoder().encode(JSON.stringify({ key, ...(divergence !== undefined && { divergence }) }));
  try {
    const writer = await editRun(run.folder);
    try {
      await writer.writeTensors(
        layoutFile(key.projection),
        new Map([
          ['points', { dtype: 'F32', shape: [points.length / 2, 2], data: points }],
          ['about', { dtype: 'U8', shape: [about.length], data: about }],
        ]),
      );
    } finally {
      await writer.close();
    }
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
