import type { Kernels } from '../kernels.ts';
import { threadPool, type SharedKernels } from './thread-pool.ts';

/** Makes the calls of a stretch of the work; it reads and writes the kernels' memory through them alone. */
export type StretchWork = (kernels: Kernels, from: number, to: number) => void;

/** The threads that compute in a memory. */
export interface Team {
  readonly size: number;
  /** How many of them take part from now on, from 1 to `size`. */
  limit(threads: number): void;
  /**
   * Cuts 0 to `count` into stretches, one a thread at work, that begin at multiples of `grain`, and returns when all are done. The
   * stretches must not depend on each other, so that how many there are changes nothing of what is computed.
   */
  run(count: number, grain: number, work: StretchWork): void;
  /** The threads let go of the memory. */
  dispose(): void;
}

export function createTeam(
  kernels: Kernels,
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  size: number,
): Team {
  let shared: SharedKernels | undefined;
  let atWork = size;
  return {
    size,
    limit(threads) {
      atWork = threads;
    },
    run(count, grain, work) {
      const grains = Math.ceil(count / grain);
      const parts = Math.min(atWork, grains);
      if (parts <= 1) {
        if (count > 0) work(kernels, 0, count);
        return;
      }
      shared ??= threadPool(size).share(module, memory, kernels);
      const start = (part: number): number => Math.min(count, Math.floor((grains * part) / parts) * grain);
      shared.run(parts, (calls, part) => work(calls, start(part), start(part + 1)));
    },
    dispose() {
      shared?.release();
      shared = undefined;
    },
  };
}
