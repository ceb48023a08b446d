import { describe, expect, it } from 'vitest';
import type { ToMap } from '../../src/protocol/map-messages.ts';
import type { Projected, Projection, ProjectionProgress } from '../../src/protocol/projection-messages.ts';
import { RequestFailed } from '../../src/protocol/request-channel.ts';
import type { ComputeClient } from '../../src/vscode/compute-client.ts';
import { createLayoutRequest } from '../../src/vscode/layout-request.ts';

const tsne: Projection = { type: 'tsne', perplexity: 30, iterations: 1000, seed: 42 };
const other: Projection = { ...tsne, seed: 43 };
const progress: ProjectionProgress = { stage: 'layout', done: 3, total: 1000, points: Float32Array.of(1, 2) };
const projected: Projected = { points: Float32Array.of(1, 2), wasKept: false };

interface Asked {
  params: unknown;
  signal: AbortSignal;
  onProgress(progress: ProjectionProgress): void;
  resolve(result: Projected): void;
  reject(error: Error): void;
}

/** A layout request, what it asked the compute process for, and what the page heard. */
function begin() {
  const asked: Asked[] = [];
  const told: ToMap[] = [];
  const compute = {
    request: (_method: string, params: unknown, options: Pick<Asked, 'signal' | 'onProgress'>) =>
      new Promise<Projected>((resolve, reject) => {
        asked.push({ params, ...options, resolve, reject });
        options.signal.addEventListener('abort', () =>
          reject(new RequestFailed({ message: 'aborted', forPerson: false, cancelled: true })),
        );
      }),
  } as unknown as ComputeClient;
  return { asked, told, layout: createLayoutRequest(compute, (message) => told.push(message)) };
}

describe('a layout of the map', () => {
  it('is told as it goes, and when it is there', async () => {
    const { asked, told, layout } = begin();
    const done = layout.begin('/run', tsne);
    expect(asked[0]!.params).toEqual({ run: '/run', projection: tsne });
    asked[0]!.onProgress(progress);
    asked[0]!.resolve(projected);
    await done;
    expect(told).toEqual([
      { type: 'projecting', projection: tsne, progress },
      { type: 'projected', projection: tsne, projected },
    ]);
  });

  it('goes on for a page that comes back and asks for the same', async () => {
    const { asked, told, layout } = begin();
    const done = layout.begin('/run', tsne);
    await layout.begin('/run', tsne);
    expect(asked).toHaveLength(1);
    expect(asked[0]!.signal.aborted).toBe(false);
    asked[0]!.resolve(projected);
    await done;
    expect(told.map(({ type }) => type)).toEqual(['projected']);
  });

  it('ends unheard when another is asked for', async () => {
    const { asked, told, layout } = begin();
    const first = layout.begin('/run', tsne);
    const second = layout.begin('/run', other);
    await first;
    expect(asked[0]!.signal.aborted).toBe(true);
    asked[0]!.onProgress(progress);
    expect(told).toEqual([]);
    asked[1]!.resolve(projected);
    await second;
    expect(told).toEqual([{ type: 'projected', projection: other, projected }]);
  });

  it('can be stopped, and begun again', async () => {
    const { asked, told, layout } = begin();
    const first = layout.begin('/run', tsne);
    layout.stop();
    await first;
    expect(told).toEqual([{ type: 'notProjected', projection: tsne }]);
    void layout.begin('/run', tsne);
    expect(asked).toHaveLength(2);
  });

  it('says why it came to nothing', async () => {
    const { asked, told, layout } = begin();
    const done = layout.begin('/run', tsne);
    asked[0]!.reject(new RequestFailed({ message: 'The run is damaged.', forPerson: true, cancelled: false }));
    await done;
    expect(told).toEqual([{ type: 'notProjected', projection: tsne, message: 'The run is damaged.' }]);
  });

  it('ends unheard when its page is gone', async () => {
    const { asked, told, layout } = begin();
    const done = layout.begin('/run', tsne);
    layout.forget();
    await done;
    expect(asked[0]!.signal.aborted).toBe(true);
    expect(told).toEqual([]);
  });
});
