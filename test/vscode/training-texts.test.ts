import { describe, expect, it } from 'vitest';
import type { TrainProgress, TrainResult } from '../../src/protocol/compute-messages.ts';
import { duration, timeLeft } from '../../src/vscode/durations.ts';
import { completeMessage, stoppedMessage, unreadableFilesMessage } from '../../src/vscode/training-messages.ts';
import { followTraining } from '../../src/vscode/training-progress.ts';
import { english } from './localizer-for-tests.ts';

const nothing: TrainProgress = { reports: [], epochs: [] };
const start = {
  run: '/runs/1',
  poems: 56,
  chunks: 412,
  vocabulary: 2000,
  parameters: 100_000,
  phases: [
    { maxTokens: 20, epochs: 20 },
    { maxTokens: 35, epochs: 15 },
    { maxTokens: 50, epochs: 15 },
  ],
  epochsDone: 0,
  engine: {
    engine: 'wasm' as const,
    description: 'wasm simd',
    threads: 1,
    why: 'It was asked for by name.',
    steps: [],
  },
};
const training: TrainProgress = { ...nothing, stage: { name: 'training' }, start };
const epoch = (n: number, phase: number, valLoss: number | null = 0.3312): TrainProgress => ({
  ...nothing,
  epochs: [{ epoch: n, phase, trainLoss: 0.41, valLoss, seconds: 1 }],
});

describe('progress of a training', () => {
  it('says phase, epoch, loss and the time left', () => {
    let now = 0;
    const follow = followTraining(english, () => now);
    follow(training);
    now = 20_000;
    expect(follow(epoch(20, 1)).message).toBe(
      'Phase 1 of 3 (up to 20 tokens) · epoch 20 of 50 · validation loss 0.3312 · about 1 min left',
    );
    now = 25_000;
    const batch = { epoch: 21, phase: 2, batch: 1, batches: 10, loss: 0.4 };
    expect(follow({ ...nothing, batch }).message).toBe(
      'Phase 2 of 3 (up to 35 tokens) · epoch 21 of 50 · validation loss 0.3312 · about 1 min left',
    );
  });

  it('says the training loss until there is a validation loss', () => {
    const follow = followTraining(english, () => 0);
    follow(training);
    const batch = { epoch: 1, phase: 1, batch: 1, batches: 10, loss: 0.9 };
    expect(follow({ ...nothing, batch }).message).toBe(
      'Phase 1 of 3 (up to 20 tokens) · epoch 1 of 50 · training loss 0.9000',
    );
    expect(follow(epoch(1, 1, null)).message).toContain('training loss 0.4100');
  });

  it('tells the stages before and after', () => {
    const follow = followTraining(english, () => 0);
    expect(follow(nothing).message).toBe('Reading the poems…');
    expect(follow({ ...nothing, stage: { name: 'reading', done: 12, total: 1321 } }).message).toBe(
      'Reading the poems… 12 of 1,321 files',
    );
    expect(follow({ ...nothing, stage: { name: 'vectors' } })).toMatchObject({
      message: 'Looking up word vectors…',
      short: 'word vectors',
      epochs: 0,
    });
    follow(training);
    expect(follow({ ...nothing, stage: { name: 'encoding' } }).message).toBe('Writing the bottleneck vectors…');
    expect(follow({ ...nothing, stage: { name: 'evaluating' } }).message).toBe('Measuring on the held-out poems…');
  });

  it('leaves a part of the way to learning the form of the lines, where that comes first', () => {
    const follow = followTraining(english, () => 0);
    const forms = [0, 50, 100].map((done) => follow({ ...nothing, stage: { name: 'form', done, total: 100 } }));
    expect(forms.map(({ message }) => message)).toEqual(Array(3).fill('Learning the form of the lines…'));
    expect(forms.map(({ fraction }) => fraction)).toEqual([0.05, 0.35, 0.65]);
    expect(follow(training).fraction).toBe(0.65);
    expect(follow(epoch(25, 2)).fraction).toBeGreaterThan(0.7);
  });

  it('counts an epoch of longer passages for more, and never goes back', () => {
    const follow = followTraining(english, () => 0);
    const fractions = [follow(nothing), follow(training)].map(({ fraction }) => fraction);
    for (let n = 1; n <= 50; n++) fractions.push(follow(epoch(n, n <= 20 ? 1 : n <= 35 ? 2 : 3)).fraction);
    fractions.push(follow({ ...nothing, stage: { name: 'encoding' } }).fraction);
    fractions.push(follow({ ...nothing, stage: { name: 'reading' } }).fraction);
    expect(fractions).toEqual([...fractions].sort((x, y) => x - y));
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
    const [first, last] = [fractions[3]! - fractions[2]!, fractions[51]! - fractions[50]!];
    expect(last / first).toBeCloseTo(50 / 20, 5);
  });

  it('of an unfinished run begins where it had stopped', () => {
    const follow = followTraining(english, () => 0);
    const view = follow({ ...training, start: { ...start, epochsDone: 14 } });
    expect(view).toMatchObject({ epochsDone: 14, epochs: 50 });
    expect(view.fraction).toBeGreaterThan(0.15);
  });

  it('says that it is paused, and leaves the waiting out of the time left and of the speed', () => {
    let now = 0;
    const follow = followTraining(english, () => now);
    const batch = (n: number) => ({ ...nothing, batch: { epoch: 1, phase: 1, batch: n, batches: 100, loss: 0.5 } });
    follow(training);
    for (now = 1000; now <= 20_000; now += 1000) follow(batch(now / 200));
    const before = follow(nothing);
    expect(before.batchesPerSecond).toBeCloseTo(5, 5);
    const paused = follow({ ...nothing, paused: true });
    expect(paused).toMatchObject({ paused: true, short: 'paused, epoch 1 of 50' });
    expect(paused.message).toBe('Paused · Phase 1 of 3 (up to 20 tokens) · epoch 1 of 50 · training loss 0.5000');
    now += 3_600_000;
    const after = follow({ ...nothing, paused: false });
    expect(after).toMatchObject({ paused: false, left: before.left, batchesPerSecond: null });
    expect(after.left).toMatch(/^about \d+ min left$/);
    now += 1000;
    follow(batch(105));
    now += 1000;
    expect(follow(batch(110)).batchesPerSecond).toBeCloseTo(5, 5);
  });

  it('has words for the status bar', () => {
    const follow = followTraining(english, () => 0);
    expect(follow(nothing).short).toBe('reading poems');
    expect(follow(training).short).toBe('epoch 1 of 50');
    expect(follow(epoch(14, 1)).short).toBe('epoch 14 of 50');
  });
});

describe('what a training tells at its end', () => {
  const result: TrainResult = {
    status: 'complete',
    run: '/runs/1',
    preset: 'seed',
    engine: 'wasm, 2 threads',
    poems: 1321,
    chunks: 24_000,
    vocabulary: 2000,
    epochs: 50,
    trainLoss: 0.3,
    valLoss: 0.3312,
    seconds: 80,
    heldOut: {
      split: 'test',
      poems: 6,
      varianceExplained: 0.018,
      cosine: 0.443,
      pca: { components: 18, varianceExplained: 0.116 },
      meanVectorCosine: 0.441,
    },
  };
  const heldOut = (varianceExplained: number) => ({ ...result.heldOut!, varianceExplained });

  it('is honest when a linear method keeps more', () => {
    expect(completeMessage(english, result)).toBe(
      'Trained on 1,321 poems (24,000 chunks): 50 epochs in 1 min 20 s, validation loss 0.3312. ' +
        'On 6 held-out poems it explains 1.8% of the variance; PCA of the same width (18 numbers) explains 11.6%. ' +
        'So it keeps less than a linear method does: take what it shows with caution, and try more epochs, another preset or more poems.',
    );
  });

  it('is honest when nothing was learned', () => {
    for (const nought of [0, -0.02, Number.NaN]) {
      expect(completeMessage(english, { ...result, heldOut: heldOut(nought) })).toContain(
        'no better than always guessing the average word',
      );
    }
  });

  it('says what to do next when it learned well', () => {
    expect(completeMessage(english, { ...result, heldOut: heldOut(0.13) })).toMatch(
      /explains 13\.0% of the variance.*The report tells where in a passage it reconstructs well\.$/,
    );
  });

  it('does without figures that there are not', () => {
    expect(completeMessage(english, { ...result, valLoss: null, heldOut: null })).toBe(
      'Trained on 1,321 poems (24,000 chunks): 50 epochs in 1 min 20 s, training loss 0.3000.',
    );
  });

  it('says after which epoch it was stopped', () => {
    expect(stoppedMessage(english, { epochsDone: 14, epochs: 50 })).toBe(
      'Training stopped after epoch 14 of 50. Nothing is lost: it can go on from there.',
    );
    expect(stoppedMessage(english, { epochsDone: 0, epochs: 50 })).toContain('before its first epoch');
    expect(stoppedMessage(english, null)).toContain('before it began');
  });

  it('counts the files that could not be read', () => {
    expect(unreadableFilesMessage(english, 1)).toMatch(/^One file could not be read/);
    expect(unreadableFilesMessage(english, 1200)).toMatch(/^1,200 files could not be read/);
  });
});

describe('times', () => {
  it.each([
    [0.2, '1 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [80, '1 min 20 s'],
    [4200, '1 h 10 min'],
  ])('that passed: %d s are "%s"', (seconds, text) => expect(duration(english, seconds)).toBe(text));

  it.each([
    [0, 'a few seconds left'],
    [7, 'about 5 s left'],
    [41, 'about 40 s left'],
    [58, 'about 1 min left'],
    [150, 'about 3 min left'],
    [4200, 'about 1 h 10 min left'],
    [119 * 60, 'about 2 h 0 min left'],
  ])('still to come: %d s are "%s"', (seconds, text) => expect(timeLeft(english, seconds)).toBe(text));
});
