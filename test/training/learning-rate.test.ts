import { describe, expect, it } from 'vitest';
import { learningRateAt, nextPlateau, startPlateau } from '../../src/training/learning-rate.ts';
import { scheduleDefaults, type Schedule } from '../../src/training/schedule-settings.ts';

const rates = (schedule: Schedule, steps: number, highest = 1): number[] =>
  Array.from({ length: steps }, (_, step) => learningRateAt(schedule, highest, step, steps, null));

it('a constant schedule keeps the learning rate', () => {
  expect(rates({ kind: 'constant' }, 3, 0.001)).toEqual([0.001, 0.001, 0.001]);
});

describe('a cosine schedule', () => {
  it('rises in a line to the learning rate, then falls along half a cosine to its final share', () => {
    const values = rates({ kind: 'cosine', warmupShare: 0.2, finalShare: 0.1 }, 20);
    expect(values.slice(0, 5)).toEqual([0.25, 0.5, 0.75, 1, 1]);
    expect(values[12]).toBeCloseTo(0.55, 12);
    expect(values[19]).toBeCloseTo(0.1 + 0.45 * (1 + Math.cos((Math.PI * 15) / 16)), 12);
  });

  it('starts at the learning rate without warm-up', () => {
    expect(rates({ kind: 'cosine', warmupShare: 0, finalShare: 0 }, 4)).toEqual([
      1,
      ...[1, 2, 3].map((n) => 0.5 * (1 + Math.cos((Math.PI * n) / 4))),
    ]);
  });
});

describe("a one-cycle schedule, as PyTorch's OneCycleLR", () => {
  it('goes from the learning rate over 25 up to it in 30% of the steps, then down to the 250,000th part', () => {
    const values = rates(scheduleDefaults['one-cycle'], 100);
    expect(values[0]).toBeCloseTo(1 / 25, 12);
    // Half way up at step 14.5, so just before and after it the rates add up to both ends.
    expect(values[14]! + values[15]!).toBeCloseTo(1 + 1 / 25, 12);
    expect(values[29]).toBeCloseTo(1, 12);
    expect(values[64]).toBeCloseTo((1 + 4e-6) / 2, 12);
    expect(values[99]).toBeCloseTo(1 / 25 / 1e4, 12);
    expect(Math.max(...values)).toBe(values[29]);
  });

  it.each([1, 2, 3, 4])('is a number for every one of %i steps', (steps) => {
    for (const rate of rates(scheduleDefaults['one-cycle'], steps)) expect(rate).toBeGreaterThan(0);
  });
});

describe("a plateau schedule, as PyTorch's ReduceLROnPlateau", () => {
  const follow = (schedule: Partial<Extract<Schedule, { kind: 'plateau' }>>, losses: readonly number[]): number[] => {
    const resolved = { ...scheduleDefaults.plateau, ...schedule };
    let state = startPlateau(resolved, 1)!;
    return losses.map((loss) => {
      state = nextPlateau(state, loss, resolved);
      return learningRateAt(resolved, 1, 0, 1, state);
    });
  };

  it('is reduced after more than `patience` epochs that are not better', () => {
    expect(follow({ patience: 2, factor: 0.5 }, [3, 2, 2, 2, 2, 2, 2, 2])).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
  });

  it('counts a loss as better only when it falls by the share `threshold`', () => {
    expect(follow({ patience: 0, factor: 0.5, threshold: 0.1 }, [1, 0.95, 0.89])).toEqual([1, 0.5, 0.5]);
  });

  it('waits out the cooldown before it counts again', () => {
    expect(follow({ patience: 0, factor: 0.5, cooldown: 2 }, [1, 1, 1, 1, 1])).toEqual([1, 0.5, 0.5, 0.5, 0.25]);
  });

  it('stops at the minimum', () => {
    expect(follow({ patience: 0, minimum: 0.05 }, [1, 1, 1, 1])).toEqual([1, 0.1, 0.05, 0.05]);
  });
});
