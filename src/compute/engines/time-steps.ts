import type { Batch, Engine, NetworkOptions, StepSettings } from '../../engine/engine.ts';

/** What engines are tried on: a network, and batches of the training it is for. */
export interface Trial {
  options: NetworkOptions;
  /** At least one; taken in turn. */
  batches: readonly { batch: Batch; settings: StepSettings }[];
}

/** Steps before those that count: shaders are compiled, code is optimised, and threads are tried. */
const warmUps = 20;
const warmUpMs = 4000;
/** A slow engine takes at least so many of each. */
const least = 2;
const timed = 7;
/** An engine that has not done its steps by then is slow enough to be judged by those it has. */
const limitMs = 12_000;

/** Milliseconds of a training step, the median of a few on a throwaway network. Rejects as the engine does. */
export async function timeSteps(engine: Engine, { options, batches }: Trial, signal?: AbortSignal): Promise<number> {
  const network = await engine.createNetwork(options);
  const began = performance.now();
  let step = 0;
  const take = async (): Promise<number> => {
    signal?.throwIfAborted();
    const { batch, settings } = batches[step++ % batches.length]!;
    const start = performance.now();
    await network.trainStep(batch, settings);
    return performance.now() - start;
  };
  const goesOn = (done: number, most: number, untilMs: number): boolean =>
    done < least || (done < most && performance.now() - began < untilMs);
  try {
    while (goesOn(step, warmUps, warmUpMs)) await take();
    const times: number[] = [];
    while (goesOn(times.length, timed, limitMs)) times.push(await take());
    return times.sort((a, b) => a - b)[times.length >> 1]!;
  } finally {
    network.dispose();
  }
}
