import { describe, expect, it } from 'vitest';
import type { LiveTraining } from '../../../src/protocol/dashboard-messages.ts';
import { phasesOf } from '../../../webview/dashboard/training/shown-training.ts';
import { smoothed } from '../../../webview/dashboard/training/smoothing.ts';
import { spreadOf } from '../../../webview/dashboard/training/spread.ts';
import { spokenWords, standing } from '../../../webview/dashboard/training/standing.ts';
import { epochTicks, niceStep, niceTicks } from '../../../webview/dashboard/training/ticks.ts';
import { epochRecord } from '../../runs/sample-run.ts';

describe('a smoothed loss', () => {
  it('is the mean of what was before, later values counting more', () => {
    const [first, second, third] = smoothed([4, 2, 1], [1, 1, 1], 0.5) as [number, number, number];
    expect(first).toBeCloseTo(4, 12);
    expect(second).toBeCloseTo((4 * 0.25 + 2 * 0.5) / 0.75, 12);
    expect(third).toBeCloseTo((4 * 0.125 + 2 * 0.25 + 1 * 0.5) / 0.875, 12);
  });

  it('begins anew with each phase, and leaves gaps where they are', () => {
    expect(smoothed([4, 2, null, 9, null, 9], [1, 1, 1, 2, 2, 2], 0.5)).toEqual([4, 8 / 3, null, 9, null, 9]);
    expect(smoothed([], [], 0.5)).toEqual([]);
  });
});

describe('mean and deviation', () => {
  it('divide as a sample’s do', () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({ mean: 2.5, deviation: Math.sqrt(5 / 3) });
    expect(spreadOf([7])).toEqual({ mean: 7, deviation: null });
  });
});

describe('the phases of a training', () => {
  it('are stretches of its epochs', () => {
    const epochs = [1, 1, 2, 3, 3].map((phase, i) => ({ ...epochRecord(i + 1), phase, phaseName: `phase ${phase}` }));
    expect(phasesOf(epochs)).toEqual([
      { phase: 1, name: 'phase 1', from: 0, to: 1 },
      { phase: 2, name: 'phase 2', from: 2, to: 2 },
      { phase: 3, name: 'phase 3', from: 3, to: 4 },
    ]);
  });
});

describe('the marks of an axis', () => {
  it('are round', () => {
    expect([0.9, 1, 1.1, 3, 7, 30, 0.004, 0.021].map(niceStep)).toEqual([1, 1, 2, 5, 10, 50, 0.005, 0.05]);
    expect(niceTicks(0.136, 0.31)).toEqual([0.15, 0.2, 0.25, 0.3]);
    expect(niceTicks(0.139, 0.166)).toEqual([0.14, 0.145, 0.15, 0.155, 0.16, 0.165]);
    expect(niceTicks(0.003, 0.7)).toEqual([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]);
    expect(niceTicks(1, 1)).toEqual([]);
    expect(niceTicks(0, 1)).toEqual([]);
  });

  it('stand at the first epoch and at round ones', () => {
    const marked = (count: number) => {
      const epochs = Array.from({ length: count }, (_, i) => epochRecord(i + 1));
      return epochs.map((_, i) => epochTicks(epochs).callback('', i)).filter((mark) => mark !== null);
    };
    expect(marked(1)).toEqual([1]);
    expect(marked(5)).toEqual([1, 2, 3, 4, 5]);
    expect(marked(50)).toEqual([1, 10, 20, 30, 40, 50]);
    expect(marked(240)).toEqual([1, 50, 100, 150, 200]);
  });
});

describe('where a training stands', () => {
  const live: LiveTraining = {
    state: 'running',
    stage: 'training',
    fraction: 0.4,
    phases: 3,
    epochs: 50,
    batch: { epoch: 14, phase: 2, batch: 3, batches: 9, loss: 0.43125 },
    batchesPerSecond: 41.3,
    left: 'about 1 min left',
    engine: 'Computed by wasm simd. CUDA is not set up.',
  };

  it('is told in a line, and in fewer words to be heard', () => {
    expect(standing(live)).toBe(
      'Phase 2 of 3 · epoch 14 of 50 · batch 3 of 9 · loss 0.4313 · 41 batches a second · about 1 min left',
    );
    expect(spokenWords(live)).toBe('Phase 2 of 3, epoch 14 of 50, about 1 min left');
  });

  it('leaves out speed and time while it waits or stops', () => {
    const at = 'Phase 2 of 3 · epoch 14 of 50 · batch 3 of 9 · loss 0.4313';
    expect(standing({ ...live, state: 'paused' })).toBe(`Paused · ${at}`);
    expect(standing({ ...live, state: 'stopping' })).toBe(`Stopping… · ${at}`);
    expect(spokenWords({ ...live, state: 'paused' })).toBe('Paused, Phase 2 of 3, epoch 14 of 50');
  });

  it('names the stages before and after', () => {
    expect(standing({ ...live, batch: null })).toBe('Starting to train…');
    expect(standing({ ...live, stage: 'evaluating' })).toBe('Measuring on the held-out poems…');
  });
});
