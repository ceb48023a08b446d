import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatherProgress } from '../../src/compute/gather-progress.ts';
import type { EpochSummary, TrainProgress } from '../../src/protocol/compute-messages.ts';

const epoch = (n: number): EpochSummary => ({ epoch: n, phase: 1, trainLoss: 1 / n, valLoss: null, seconds: 0 });
const batch = (n: number) => ({ epoch: 1, phase: 1, batch: n, batches: 1000, loss: 1 });

describe('progress of a training', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const gather = () => {
    const told: TrainProgress[] = [];
    const progress = gatherProgress(
      (message) => told.push(message),
      100,
      () => Date.now(),
    );
    return { told, progress };
  };

  it('is told at once when nothing was told lately', () => {
    const { told, progress } = gather();
    progress.add({ batch: batch(1) });
    expect(told).toEqual([{ reports: [], epochs: [], batch: batch(1) }]);
  });

  it('is told about ten times a second, however often something happens', () => {
    const { told, progress } = gather();
    for (let n = 1; n <= 1000; n++) {
      progress.add({ batch: batch(n) });
      vi.advanceTimersByTime(1);
    }
    expect(told.length).toBeGreaterThanOrEqual(10);
    expect(told.length).toBeLessThanOrEqual(11);
  });

  it('loses no epoch and no report', () => {
    const { told, progress } = gather();
    for (let n = 1; n <= 500; n++) {
      progress.add({ epochs: [epoch(n)], reports: [{ file: `${n}.txt`, message: 'empty' }] });
      vi.advanceTimersByTime(1);
    }
    progress.flush();
    expect(told.flatMap(({ epochs }) => epochs).map((record) => record.epoch)).toEqual(
      Array.from({ length: 500 }, (_, i) => i + 1),
    );
    expect(told.flatMap(({ reports }) => reports)).toHaveLength(500);
  });

  it('is told a moment later when nothing more happens', () => {
    const { told, progress } = gather();
    progress.add({ stage: { name: 'reading' } });
    progress.add({ stage: { name: 'vectors' } });
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(100);
    expect(told.at(-1)?.stage).toEqual({ name: 'vectors' });
  });

  it('is not told twice', () => {
    const { told, progress } = gather();
    progress.add({ epochs: [epoch(1)] });
    progress.flush();
    vi.advanceTimersByTime(1000);
    expect(told).toHaveLength(1);
  });
});
