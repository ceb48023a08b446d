import type { Batch, Engine, NetworkOptions, StepSettings } from '../../engine/engine.ts';

/** What engines are tried on: a network, and batches of the training it is for. */
export interface Trial {
  options: NetworkOptions;
  /** At least one; taken in turn. */
  batches: readonly { batch: Batch; settings: StepSettings }[];
}

/** Steps before those that count: shaders are compiled, and code is optimised. */
const warmUps = 3;
const timed = 5;
/** An engine that has not done its steps by then is slow enough to be judged by those it has. */
const limitMs = 15_000;

/** Milliseconds of a training step, the median of a few on a throwaway network. Rejects as the engine does. */
export async function timeSteps(engine: Engine, { options, batches }: Trial, signal?: AbortSignal): Promise<number> {
  const network = await engine.createNetwork(options);
  const times: number[] = [];
  try {
    const until = performance.now() + limitMs;
    for (let i = 0; i < warmUps + timed && (i === 0 || performance.now() < until); i++) {
      signal?.throwIfAborted();
      const { batch, settings } = batches[i % batches.length]!;
      const start = performance.now();
      await network.trainStep(batch, settings);
      times.push(performance.now() - start);
    }
  } finally {
    network.dispose();
  }
  const counted = times.slice(Math.min(warmUps, times.length - 1)).sort((a, b) => a - b);
  return counted[counted.length >> 1]!;
}
