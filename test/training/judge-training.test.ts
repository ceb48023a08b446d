import { describe, expect, it } from 'vitest';
import type { EpochRecord } from '../../src/runs/epoch-record.ts';
import { judgeTraining, type TrainingVerdict } from '../../src/training/judge-training.ts';
import { monitorLimits } from '../../src/training/monitors.ts';
import { epochRecord } from '../runs/sample-run.ts';

/** Epochs with these losses; `change` is for all of them. */
function epochs(
  losses: readonly (readonly [train: number, val: number | null])[],
  change: Partial<EpochRecord> = {},
): EpochRecord[] {
  return losses.map(([trainLoss, valLoss], i) => ({ ...epochRecord(i + 1), trainLoss, valLoss, ...change }));
}

const falling = Array.from({ length: 12 }, (_, i) => [1 / (i + 2), 1.1 / (i + 2)] as const);
const verdict = (history: readonly EpochRecord[], about: TrainingVerdict['about']): TrainingVerdict =>
  judgeTraining(history).verdicts.find((one) => one.about === about)!;

describe('the verdicts on a training', () => {
  it('are none before the first epoch, and the limits are the seed notebook’s', () => {
    expect(judgeTraining([])).toEqual({ limits: monitorLimits, verdicts: [] });
    expect(monitorLimits).toEqual({ vanishingGradient: 1e-6, explodingGradient: 10, saturation: 0.5 });
  });

  it('say that all is fine where it is, and advise nothing', () => {
    const { verdicts } = judgeTraining(epochs(falling));
    expect(verdicts.map(({ about, good }) => [about, good])).toEqual([
      ['gradients', true],
      ['saturation', true],
      ['generalisation', true],
      ['progress', true],
    ]);
    expect(verdicts.every(({ advice, meaning, finding }) => advice === '' && meaning && finding)).toBe(true);
  });

  it('name the epochs in which the gradient exploded, before clipping, and how far', () => {
    const history = epochs(falling);
    for (const i of [3, 7]) history[i]!.gradientNorm = { mean: 2, max: 11 + i, last: 1, clipped: 1 };
    expect(verdict(history, 'gradients')).toMatchObject({ good: false });
    expect(verdict(history, 'gradients').finding).toBe(
      'The gradient exploded in 2 of 12 epochs, first in epoch 4: its norm rose to 18.0, above 10.',
    );
    expect(verdict(history, 'gradients').advice).toContain('lower learning rate');
    history[3]!.gradientNorm.max = history[7]!.gradientNorm.max = 10;
    expect(verdict(history, 'gradients').good).toBe(true);
  });

  it('name the epoch in which the gradient vanished', () => {
    const history = epochs(falling);
    history[4]!.gradientNorm = { mean: 9e-7, max: 1e-6, last: 1e-7, clipped: 1e-7 };
    expect(verdict(history, 'gradients').finding).toBe(
      'The gradient vanished in epoch 5: its norm fell to 9.0e-7, below 0.000001.',
    );
  });

  it('warn of saturation in the last epoch, in either half of the network', () => {
    for (const room of ['encoder', 'decoder'] as const) {
      const history = epochs(falling);
      history.at(-1)![room] = { ...history[0]![room], saturation: 0.51 };
      expect(verdict(history, 'saturation').good, room).toBe(false);
      expect(verdict(history, 'saturation').finding).toContain(`51% of the ${room}’s`);
    }
    const earlier = epochs(falling);
    earlier[0]!.encoder = { ...earlier[0]!.encoder, saturation: 0.9 };
    expect(verdict(earlier, 'saturation').good).toBe(true);
  });

  it('call it overfitting when the validation loss rises while the training loss falls', () => {
    const history = epochs(
      falling.map(([train], i) => [train, i < 6 ? 0.5 - i * 0.01 : 0.45 + (i - 5) * 0.01] as const),
    );
    expect(verdict(history, 'generalisation')).toMatchObject({ good: false });
    expect(verdict(history, 'generalisation').finding).toBe(
      'Since epoch 6 the validation loss has risen from 0.4500 to 0.5100, while the training loss fell from 0.1429 to 0.0769.',
    );
    expect(verdict(history, 'generalisation').meaning).toContain('overfits');
  });

  it('do not, when both rise, or by less than 1%', () => {
    const both = epochs(falling.map((_, i) => [0.3 + i * 0.01, 0.4 + i * 0.01] as const));
    expect(verdict(both, 'generalisation').meaning).not.toContain('overfits');
    expect(verdict(both, 'generalisation').good).toBe(false);
    const noise = epochs(falling.map(([train], i) => [train, i === 3 ? 0.5 : 0.504] as const));
    expect(verdict(noise, 'generalisation').good).toBe(true);
  });

  it('compare only within the last phase, whose sequences are longer', () => {
    const history = [
      ...epochs(falling.map(([train]) => [train / 10, 0.01] as const)),
      ...epochs(falling, { phase: 2 }).map((record, i) => ({ ...record, epoch: 13 + i })),
    ];
    expect(verdict(history, 'generalisation').good).toBe(true);
    expect(verdict(history, 'progress').good).toBe(true);
  });

  it('say when the loss has stopped falling', () => {
    const history = epochs(falling.map((_, i) => [i < 4 ? 1 - i * 0.1 : 0.6 - i * 0.0001, 0.7] as const));
    expect(verdict(history, 'progress')).toMatchObject({ good: false });
    expect(verdict(history, 'progress').finding).toBe(
      'Over the last 3 epochs the training loss was on average 0.1% lower than over the 3 before.',
    );
  });

  it('say so where it is too early to tell, or nothing is held out', () => {
    const early = epochs(falling.slice(0, 1));
    expect(verdict(early, 'progress')).toMatchObject({ good: null, finding: 'Only 1 epoch of this phase is done.' });
    expect(verdict(early, 'generalisation').good).toBeNull();
    const alone = epochs(falling.map(([train]) => [train, null] as const));
    expect(verdict(alone, 'generalisation')).toMatchObject({ good: null });
    expect(verdict(alone, 'generalisation').finding).toContain('No poem is held out');
  });
});
