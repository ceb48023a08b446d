import { describe, expect, it } from 'vitest';
import { createMemberWatch } from '../../src/compute/member-watch.ts';
import type { TrainProgress, TrainStart } from '../../src/protocol/compute-messages.ts';
import type { SweepMemberState, SweepProgress } from '../../src/protocol/sweep-messages.ts';
import { sweepState } from '../protocol/messages-for-tests.ts';

const [complete, other] = sweepState.members as [SweepMemberState, SweepMemberState];
const waiting: SweepMemberState = { ...other, state: 'waiting', stage: null, fraction: 0, problem: null };
const start: TrainStart = {
  ...{ run: '/runs/2', poems: 56, chunks: 515, vocabulary: 2000, parameters: 1000, epochsDone: 0 },
  phases: [
    { maxTokens: 10, epochs: 1 },
    { maxTokens: 30, epochs: 1 },
  ],
  engine: { engine: 'wasm', description: 'wasm simd', threads: 1, why: '', steps: [] },
};
const progress = (change: Partial<TrainProgress>): TrainProgress => ({ reports: [], epochs: [], ...change });

function watched(members: SweepMemberState[]): {
  watch: ReturnType<typeof createMemberWatch>;
  told: SweepProgress[];
  clock: { now: number };
} {
  const told: SweepProgress[] = [];
  const clock = { now: 0 };
  const tell = (one: SweepProgress): void => void told.push(one);
  return { watch: createMemberWatch({ ...sweepState, members }, tell, 250, () => clock.now), told, clock };
}

describe('the watch over the members of a comparison', () => {
  it('tells how far each is: by the tokens of its epochs, then by its evaluation', () => {
    const { watch } = watched([waiting]);
    const fractionAfter = (change: Partial<TrainProgress>): number => {
      watch.progress(0, progress(change));
      return watch.state.members[0]!.fraction;
    };
    expect(fractionAfter({ start, stage: { name: 'training' } })).toBe(0);
    expect(watch.state.members[0]).toMatchObject({ run: '/runs/2', stage: 'training' });
    const batch = { epoch: 1, phase: 1, batch: 5, batches: 10, loss: 1 };
    expect(fractionAfter({ batch })).toBeCloseTo(0.9 / 8);
    expect(fractionAfter({ batch: { ...batch, epoch: 2 } })).toBeCloseTo((0.9 * 5) / 8);
    expect(fractionAfter({ stage: { name: 'encoding', done: 1, total: 2 } })).toBe(0.9);
    expect(fractionAfter({ stage: { name: 'evaluating', done: 1, total: 2 } })).toBeCloseTo(0.95);
  });

  it('leaves room for what is learned before the first epoch, and never goes back', () => {
    const { watch } = watched([waiting]);
    watch.progress(0, progress({ stage: { name: 'form', done: 1, total: 1 } }));
    expect(watch.state.members[0]!.fraction).toBeCloseTo(0.225);
    watch.progress(0, progress({ stage: { name: 'training' }, start }));
    watch.progress(0, progress({ batch: { epoch: 1, phase: 1, batch: 1, batches: 1000, loss: 1 } }));
    expect(watch.state.members[0]!.fraction).toBeGreaterThan(0.225);
  });

  it('gathers what happens, and tells of the whole and of the time that is left', () => {
    const { watch, told, clock } = watched([complete, waiting, waiting]);
    watch.set(1, { state: 'training' });
    expect(told).toEqual([
      { changes: [{ member: 1, state: { ...waiting, state: 'training' } }], fraction: 1 / 3, secondsLeft: null },
    ]);
    clock.now = 100;
    watch.set(1, { fraction: 0.2 });
    watch.set(1, { fraction: 0.4 });
    expect(told).toHaveLength(1);
    clock.now = 10_000;
    watch.set(2, { state: 'failed', problem: 'It ended.' });
    expect(told).toHaveLength(2);
    expect(told[1]!.changes.map(({ member }) => member)).toEqual([1, 2]);
    // What failed is waited for no longer.
    expect(told[1]!.fraction).toBeCloseTo((1 + 0.4 + 1) / 3);
    expect(told[1]!.secondsLeft).toBeCloseTo((10 * 0.2) / (1.4 / 3));
    watch.flush();
    expect(told).toHaveLength(2);
  });

  it('leaves the state that it was given as it was', () => {
    const state = { ...sweepState, members: [waiting] };
    createMemberWatch(state, () => undefined).set(0, { state: 'training' });
    expect(state.members[0]!.state).toBe('waiting');
  });
});
