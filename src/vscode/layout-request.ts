import type { ToMap } from '../protocol/map-messages.ts';
import type { Projection } from '../protocol/projection-messages.ts';
import { RequestFailed } from '../protocol/request-channel.ts';
import type { ComputeClient } from './compute-client.ts';

/** The layout of the map that is being computed: one at a time. */
export interface LayoutRequest {
  /**
   * Computes a layout of a run's passages and tells the page how it goes. The one under way goes on when it is the same,
   * as it is for a page that was hidden and comes back; any other ends, and is not heard of again.
   */
  begin(run: string, projection: Projection): Promise<void>;
  /** The page hears that it was stopped. */
  stop(): void;
  /** The page is gone, or shows something else. */
  forget(): void;
}

export function createLayoutRequest(compute: ComputeClient, post: (message: ToMap) => void): LayoutRequest {
  let current: { key: string; abort: AbortController } | undefined;
  return {
    async begin(run, projection) {
      const key = JSON.stringify([run, projection]);
      if (current?.key === key && !current.abort.signal.aborted) return;
      current?.abort.abort();
      const own = (current = { key, abort: new AbortController() });
      const tell = (message: ToMap): void => {
        if (current === own) post(message);
      };
      try {
        const projected = await compute.request(
          'project',
          { run, projection },
          {
            signal: own.abort.signal,
            onProgress: (progress) => tell({ type: 'projecting', projection, progress }),
          },
        );
        tell({ type: 'projected', projection, projected });
      } catch (error) {
        const cancelled = error instanceof RequestFailed && error.failure.cancelled;
        tell({ type: 'notProjected', projection, ...(!cancelled && { message: (error as Error).message }) });
      } finally {
        if (current === own) current = undefined;
      }
    },
    stop: () => current?.abort.abort(),
    forget() {
      const last = current;
      current = undefined;
      last?.abort.abort();
    },
  };
}
