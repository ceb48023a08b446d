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

/** What a trial of an engine found. */
export interface StepTime {
  /** Of a training step, the median of a few. */
  milliseconds: number;
  /** Of the first step, by which engines can be held to one another. */
  loss: number;
}

/** Takes a few training steps on a throwaway network. Rejects as the engine does. */
export async function timeSteps(engine: Engine, { options, batches }: Trial, signal?: AbortSignal): Promise<StepTime> {
  const network = await engine.createNetwork(options);
  const began = performance.now();
  let step = 0;
  let loss = NaN;
  const take = async (): Promise<number> => {
    signal?.throwIfAborted();
    const { batch, settings } = batches[step++ % batches.length]!;
    const start = performance.now();
    const result = await network.trainStep(batch, settings);
    if (step === 1) loss = result.loss;
    return performance.now() - start;
  };
  const goesOn = (done: number, most: number, untilMs: number): boolean =>
    done < least || (done < most && performance.now() - began < untilMs);
  try {
    while (goesOn(step, warmUps, warmUpMs)) await take();
    const times: number[] = [];
    while (goesOn(times.length, timed, limitMs)) times.push(await take());
    return { milliseconds: times.sort((a, b) => a - b)[times.length >> 1]!, loss };
  } finally {
    network.dispose();
  }
}
