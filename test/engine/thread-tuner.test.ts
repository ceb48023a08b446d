import { describe, expect, it } from 'vitest';
import { createThreadTuner, type ThreadTuner } from '../../src/engine/wasm/threads/thread-tuner.ts';

/** Takes steps whose time `ms` tells by the number of threads, and counts how often each number was used. */
function steps(tuner: ThreadTuner, count: number, ms: (threads: number) => number): Map<number, number> {
  const used = new Map<number, number>();
  for (let step = 0; step < count; step++) {
    const threads = tuner.threads();
    used.set(threads, (used.get(threads) ?? 0) + 1);
    tuner.took(ms(threads), 1);
  }
  return used;
}

describe('a thread tuner', () => {
  it('tries one, two, four … and all threads', () => {
    expect([...steps(createThreadTuner(6), 120, () => 1).keys()].sort()).toEqual([1, 2, 4, 6]);
  });

  it('keeps to the number that is fastest', () => {
    const used = steps(createThreadTuner(8), 120, (threads) => Math.abs(threads - 4) + 1);
    expect(used.get(4)).toBeGreaterThan(110);
  });

  it('finds out when others help', () => {
    const tuner = createThreadTuner(2);
    expect(steps(tuner, 120, (threads) => 1 / threads).get(2)).toBeGreaterThan(110);
    expect(steps(tuner, 120, (threads) => threads).get(1)).toBeGreaterThan(110);
  });

  it('goes by the time for the work, not by the time of a step', () => {
    const tuner = createThreadTuner(2);
    // The third step, alone with one thread, has little to do.
    for (const work of [10, 10, 1]) tuner.took((work * 4) / tuner.threads(), work);
    expect(tuner.threads()).toBe(2);
  });
});
