import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { recipeFromBase, recipeOfRequest, type Recipe } from '../../src/compute/recipe.ts';
import type { TrainOutcome, TrainRequest, TrainStart } from '../../src/compute/train-request.ts';
import { checkRunConfig } from '../../src/runs/run-config.ts';
import { readBaseModel, type BaseModelConfig } from '../../src/runs/base-model.ts';
import { openRun } from '../../src/runs/read-run.ts';
import { epochsOf } from '../../src/training/settings.ts';
import { smallBaseModel } from '../base-model/small-base-model.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

const baseModel = temporaryFolder();
let base: BaseModelConfig;
beforeAll(async () => (base = await smallBaseModel(baseModel)));

/** Trains, and stops after so many batches where `batches` says so. */
async function train(
  folder: string,
  more: Partial<TrainRequest>,
  batches?: number,
): Promise<{ outcome: TrainOutcome; start: TrainStart }> {
  const abort = new AbortController();
  let [start, seen]: [TrainStart | undefined, number] = [undefined, 0];
  const outcome = await trainFolder(
    { folder, preset: 'gru', epochs: 1, baseModel, ...more },
    { onStart: (told) => (start = told), onBatch: () => ++seen === batches && abort.abort() },
    abort.signal,
  );
  return { outcome, start: start! };
}

const configOf = async ({ outcome }: { outcome: TrainOutcome }) => (await openRun(outcome.run)).config;

describe('training from the base model', () => {
  it('begins with exactly its weights, and says so in the run', async () => {
    const stopped = await train(folderOfPoems(), { from: 'base' }, 1);
    expect(stopped.outcome).toMatchObject({ status: 'stopped', epochs: 0 });
    expect(stopped.start.note).toBe('Training begins with the weights of the base model (sample-poems, 56 poems).');
    expect((await configOf(stopped)).startedFrom).toEqual({ base: base.sha256 });
    const tensors = await (await openRun(stopped.outcome.run)).tensors('checkpoint/checkpoint.safetensors');
    const { parameters } = await readBaseModel(baseModel);
    for (const [name, { data }] of parameters) expect(tensors.get(`parameters/${name}`)?.data, name).toEqual(data);
  });

  it('learns otherwise than from scratch, and from scratch the base model changes nothing', async () => {
    const folder = folderOfPoems();
    const [fromBase, scratch, asPreset] = [
      await train(folder, { from: 'base' }),
      await train(folder, { from: 'scratch' }),
      // The preset names no base model.
      await train(folder, {}),
    ];
    expect(fromBase.outcome.trainLoss).not.toBe(scratch.outcome.trainLoss);
    expect(asPreset.outcome.trainLoss).toBe(scratch.outcome.trainLoss);
    expect(await configOf(scratch)).not.toHaveProperty('startedFrom');
    expect(scratch.start).not.toHaveProperty('note');
    // A step further from the same place.
    const more = await trainFolder(
      { folder, preset: 'gru', startFrom: fromBase.outcome.run, epochs: 1 },
      {},
      new AbortController().signal,
    );
    expect((await openRun(more.run)).config.startedFrom).toMatchObject({ epochs: 1 });
  });

  it('stopped before its first epoch and resumed is the same as in one go', async () => {
    const folder = folderOfPoems();
    const whole = await train(folder, { from: 'base', epochs: 2 });
    const half = await train(folder, { from: 'base', epochs: 2 }, 1);
    const resumed = await train(folder, { resume: half.outcome.run });
    expect(resumed.outcome.trainLoss).toBe(whole.outcome.trainLoss);
  });

  it('begins from scratch where the network or the word vectors are others, and says why', async () => {
    const folder = folderOfPoems();
    const other = await train(folder, { from: 'base', preset: 'lstm' });
    expect(other.start.note).toBe(
      "Training begins from scratch: its network differs from the base model's (cell lstm, not gru).",
    );
    const words = (await (await openRun(other.outcome.run)).vocabulary()).tokens.filter((word) =>
      /^\p{L}+$/u.test(word),
    );
    const fileOf = (width: number): string => {
      const vectors = path.join(temporaryFolder(), 'vectors.txt');
      const row = (word: string, i: number): string =>
        `${word} ${Array.from({ length: width }, (_, d) => Math.sin(i * width + d).toFixed(3)).join(' ')}`;
      writeFileSync(vectors, `${words.slice(0, 300).map(row).join('\n')}\n`);
      return vectors;
    };
    const wide = await train(folder, { from: 'base', vectors: fileOf(20) });
    expect(wide.start.note).toMatch(/the word vectors have 20 numbers, and those of the base model 100/);
    const strange = await train(folder, { from: 'base', vectors: fileOf(100) });
    expect(strange.start.note).toMatch(/the word vectors are others than those of the base model/);
    for (const one of [other, wide, strange]) expect(await configOf(one)).not.toHaveProperty('startedFrom');
  });

  it('begins from scratch, and says why, where the base model is damaged', async () => {
    const damaged = await train(folderOfPoems(), { from: 'base', baseModel: temporaryFolder() });
    expect(damaged.outcome.status).toBe('complete');
    expect(damaged.start.note).toMatch(/^Training begins from scratch\. .*config\.json/);
  });

  it('is a fact of the run that is checked when it is read', async () => {
    const config = await configOf(await train(folderOfPoems(), { from: 'base' }, 1));
    expect(checkRunConfig(config, 'config.json').startedFrom).toEqual({ base: base.sha256 });
    for (const startedFrom of [{}, { base: 3 }, { run: '../x', epochs: 1 }, { run: 'a' }])
      expect(() => checkRunConfig({ ...config, startedFrom }, 'config.json'), JSON.stringify(startedFrom)).toThrow(
        /"startedFrom"/,
      );
  });

  it('takes the epochs that are enough from there, unless the request says how many', () => {
    const epochs = (request: Partial<TrainRequest>, choose: typeof recipeFromBase): number => {
      const whole = { folder: 'poems', preset: 'recommended', ...request };
      return epochsOf(choose(recipeOfRequest(whole), whole).training.phases);
    };
    const asAsked = (recipe: Recipe): Recipe => recipe;
    expect(epochs({}, recipeFromBase)).toBeLessThan(epochs({}, asAsked));
    expect(epochs({ epochs: 20 }, recipeFromBase)).toBe(20);
    expect(epochs({ preset: 'gru' }, recipeFromBase)).toBe(epochs({ preset: 'gru' }, asAsked));
  });
});
