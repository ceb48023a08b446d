import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { TrainOutcome, TrainRequest, TrainWatcher } from '../../src/compute/train-request.ts';
import { openRun } from '../../src/runs/read-run.ts';
import { folderOfPoems } from './sample-folder.ts';

const train = (
  folder: string,
  more: Partial<TrainRequest>,
  watch: TrainWatcher = {},
  signal = new AbortController().signal,
): Promise<TrainOutcome> => trainFolder({ folder, preset: 'quick', epochs: 20, ...more }, watch, signal);

describe('training further', () => {
  it('makes a new run that begins with the weights of the first and its settings, in the last phase only', async () => {
    const folder = folderOfPoems();
    const first = await train(folder, { seed: 7, batchSize: 16, learningRate: 0.002 });
    // Settings of the request do not count: they are the first run's.
    const second = await train(folder, { startFrom: first.run, epochs: 3, preset: 'seed', seed: 1 });
    expect(second).toMatchObject({ status: 'complete', epochs: 3, preset: 'quick' });
    expect(path.dirname(second.run)).toBe(path.dirname(first.run));

    const [one, two] = [await openRun(first.run), await openRun(second.run)];
    expect(two.config.startedFrom).toEqual({ run: one.id, epochs: 20 });
    const phases = (one.config.training as { phases: object[] }).phases;
    expect(two.config.training).toEqual({ ...one.config.training, phases: [{ ...phases.at(-1), epochs: 3 }] });
    expect(two.config).toMatchObject({
      preset: 'quick',
      split: one.config.split,
      vectors: one.config.vectors,
      specification: one.config.specification,
    });
    expect((await two.chunks()).map(({ split }) => split)).toEqual((await one.chunks()).map(({ split }) => split));

    // It goes on where the first ended, and not from the beginning.
    const [before, after] = [await one.history(), await two.history()];
    const fresh = await train(folder, { seed: 7, batchSize: 16, learningRate: 0.002, epochs: 1 });
    const end = before.at(-1)!.trainLoss;
    expect(Math.abs(after[0]!.trainLoss - end)).toBeLessThan(Math.abs(fresh.trainLoss! - end) / 2);

    const third = await train(folder, { startFrom: second.run, epochs: 1 });
    expect((await openRun(third.run)).config.startedFrom).toEqual({ run: two.id, epochs: 23 });
  });

  it('takes the first step from exactly those weights', async () => {
    const folder = folderOfPoems();
    const first = await train(folder, { epochs: 2 });
    const source = await openRun(first.run);
    const abort = new AbortController();
    const stopped = await train(
      folder,
      { startFrom: first.run, epochs: 3 },
      { onBatch: () => abort.abort() },
      abort.signal,
    );
    expect(stopped).toMatchObject({ status: 'stopped', epochs: 0 });
    // The checkpoint before the first epoch holds them, whatever becomes of the first run.
    const weights = await source.parameters();
    rmSync(first.run, { recursive: true });
    const tensors = await (await openRun(stopped.run)).tensors('checkpoint/checkpoint.safetensors');
    for (const [name, { data }] of weights) expect(tensors.get(`parameters/${name}`)?.data, name).toEqual(data);
    const resumed = await train(folder, { resume: stopped.run });
    expect(resumed).toMatchObject({ status: 'complete', epochs: 3, run: stopped.run });
  });

  it('stopped before its first epoch and resumed is the same as in one go', async () => {
    const folder = folderOfPoems();
    const first = await train(folder, { epochs: 4 });
    const whole = await train(folder, { startFrom: first.run, epochs: 2 });
    const abort = new AbortController();
    const half = await train(
      folder,
      { startFrom: first.run, epochs: 2 },
      { onBatch: () => abort.abort() },
      abort.signal,
    );
    const resumed = await train(folder, { resume: half.run });
    expect(resumed.trainLoss).toBe(whole.trainLoss);
    expect(resumed.valLoss).toBe(whole.valLoss);
  });

  it('is refused for other poems, and for a run that is not complete', async () => {
    const folder = folderOfPoems();
    const abort = new AbortController();
    const stopped = await train(folder, {}, { onEpoch: () => abort.abort() }, abort.signal);
    await expect(train(folder, { startFrom: stopped.run })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('not complete'),
    });
    const first = await train(folder, { epochs: 1 });
    const voice = path.join(
      folder,
      readdirSync(folder).find((name) => !name.startsWith('.'))!,
    );
    appendFileSync(path.join(voice, readdirSync(voice)[0]!), '\none line more\n');
    const runs = readdirSync(path.dirname(first.run));
    await expect(train(folder, { startFrom: first.run })).rejects.toThrow(
      /have changed since .* so it cannot be trained further/,
    );
    expect(readdirSync(path.dirname(first.run))).toEqual(runs);
  });
});
