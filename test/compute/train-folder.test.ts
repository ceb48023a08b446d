import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainOutcome, TrainRequest, TrainStart, TrainWatcher } from '../../src/compute/train-request.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { latestRun, openRun } from '../../src/runs/read-run.ts';
import { runsFolder } from '../../src/runs/run-folder.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

const never = new AbortController().signal;

const train = (
  folder: string,
  more: Partial<TrainRequest> = {},
  watch: TrainWatcher = {},
  signal = never,
): Promise<TrainOutcome> => trainFolder({ folder, preset: 'seed', epochs: 4, ...more }, watch, signal);

/** What a run says of its poems, whenever and wherever it was made. */
const artifacts = (run: string): Buffer[] =>
  ['model.safetensors', 'bottleneck.safetensors', 'chunks.jsonl', 'vocabulary.json', 'evaluation.json'].map((file) =>
    readFileSync(path.join(run, file)),
  );

describe('training a folder', () => {
  it('makes a complete run that knows every passage and its place', async () => {
    const folder = folderOfPoems();
    const stages: string[] = [];
    let start: TrainStart | undefined;
    let epochs = 0;
    const outcome = await train(
      folder,
      {},
      {
        onStage: (stage) => stages.push(stage),
        onStart: (info) => (start = info),
        onEpoch: () => epochs++,
      },
    );
    expect(outcome).toMatchObject({ status: 'complete', preset: 'seed', poems: 12, epochs: 4 });
    expect([...new Set(stages)]).toEqual(['reading', 'vectors', 'training', 'encoding', 'evaluating']);
    expect(start).toMatchObject({
      poems: 12,
      chunks: outcome.chunks,
      epochs: 4,
      epochsDone: 0,
      runFolder: outcome.run,
    });
    expect(epochs).toBe(4);

    expect(path.dirname(outcome.run)).toBe(runsFolder(folder));
    expect((await latestRun(runsFolder(folder)))!.folder).toBe(outcome.run);
    const run = await openRun(outcome.run);
    expect(run.config).toMatchObject({ status: 'complete', split: { seed: 42 }, vectors: { source: 'bundled' } });
    const chunks = await run.chunks();
    expect(chunks).toHaveLength(outcome.chunks);
    expect((await run.bottleneck()).rows).toBe(outcome.chunks);
    expect((await run.vocabulary()).tokens).toHaveLength(outcome.vocabulary);
    for (const { file, range, text } of chunks) {
      const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
      const passage = lines.slice(range.start.line, range.end.line + 1);
      passage[passage.length - 1] = passage.at(-1)!.slice(0, range.end.character);
      passage[0] = passage[0]!.slice(range.start.character);
      expect(text).toBe(passage.join('\n'));
    }
    const poemsOf = (split: string): Set<number> => new Set(chunks.filter((c) => c.split === split).map((c) => c.poem));
    expect([poemsOf('train').size, poemsOf('validation').size, poemsOf('test').size]).toEqual([8, 3, 1]);
    expect(await run.evaluation()).toEqual(outcome.evaluation);
    expect(outcome.evaluation!.split).toBe('test');
  });

  it('gives the same run for the same poems, settings and seed, and another for another seed', async () => {
    const folder = folderOfPoems();
    const [one, two, other] = [await train(folder), await train(folder), await train(folder, { seed: 7 })];
    expect(artifacts(two.run)).toEqual(artifacts(one.run));
    expect(artifacts(other.run)[0]).not.toEqual(artifacts(one.run)[0]);
  });

  it('honours epochs, batch size and learning rate', async () => {
    const outcome = await train(folderOfPoems(), { epochs: 2, batchSize: 8, learningRate: 0.002 });
    const { config } = await openRun(outcome.run);
    expect(config.training).toMatchObject({ batchSize: 8, learningRate: 0.002 });
    expect(outcome.epochs).toBe(2);
  });
});

describe('a stopped training', () => {
  it('goes on exactly as if it had never been stopped', async () => {
    const folder = folderOfPoems();
    const whole = await train(folder, { epochs: 5 });
    const abort = new AbortController();
    const first = await train(
      folder,
      { epochs: 5 },
      { onBatch: ({ epoch }) => epoch === 3 && abort.abort() },
      abort.signal,
    );
    expect(first).toMatchObject({ status: 'stopped', epochs: 2, evaluation: null });
    expect((await openRun(first.run)).config.status).toBe('stopped');

    let start: TrainStart | undefined;
    const second = await train(folder, { resume: first.run }, { onStart: (info) => (start = info) });
    expect(start).toMatchObject({ epochsDone: 2, epochs: 5 });
    expect(second).toMatchObject({ status: 'complete', run: first.run, epochs: 5, trainLoss: whole.trainLoss });
    expect(artifacts(second.run)).toEqual(artifacts(whole.run));
    const history = async (run: string) =>
      (await (await openRun(run)).history()).map(({ seconds: _, ...record }) => record);
    expect(await history(second.run)).toEqual(await history(whole.run));
  });

  it.each(['encoding', 'evaluating'] as const)('can be resumed when it was stopped while %s', async (stage) => {
    const folder = folderOfPoems();
    const abort = new AbortController();
    const first = await train(
      folder,
      { epochs: 2 },
      { onStage: (now) => now === stage && abort.abort() },
      abort.signal,
    );
    expect(first).toMatchObject({ status: 'stopped', epochs: 2 });
    const second = await train(folder, { resume: first.run });
    expect(second).toMatchObject({ status: 'complete', epochs: 2 });
    expect(artifacts(second.run)).toEqual(artifacts((await train(folder, { epochs: 2 })).run));
  });

  it('is resumed where it was stopped while learning the form of the lines, which a checkpoint then keeps', async () => {
    const folder = folderOfPoems();
    const request = { preset: 'recommended', from: 'scratch', epochs: 1 } as const;
    const abort = new AbortController();
    const first = await train(folder, request, { onStage: (now) => now === 'form' && abort.abort() }, abort.signal);
    expect(first).toMatchObject({ status: 'stopped', epochs: 0, trainLoss: null, evaluation: null });

    const again = new AbortController();
    const stages: string[] = [];
    const watch = (stop: boolean): TrainWatcher => ({
      onStage: (now) => stages.push(now),
      onBatch: () => stop && again.abort(),
    });
    expect(await train(folder, { resume: first.run }, watch(true), again.signal)).toMatchObject({ status: 'stopped' });
    expect(stages).toContain('form');
    stages.length = 0;
    const last = await train(folder, { resume: first.run }, watch(false));
    expect(last).toMatchObject({ status: 'complete', epochs: 1 });
    // The time of the weights that it begins with counts too.
    const epochSeconds = (await (await openRun(last.run)).history()).reduce((sum, { seconds }) => sum + seconds, 0);
    expect(last.seconds).toBeGreaterThan(epochSeconds + 0.2);
    expect(stages).not.toContain('form');
    expect(artifacts(last.run)).toEqual(artifacts((await train(folder, request)).run));
  });

  it.each(['reading', 'vectors'] as const)('leaves nothing behind when it was stopped while %s', async (stage) => {
    const folder = folderOfPoems();
    const abort = new AbortController();
    const training = train(folder, {}, { onStage: (now) => now === stage && abort.abort() }, abort.signal);
    await expect(training).rejects.toThrow('aborted');
    expect(existsSync(path.join(folder, '.poetry-explorer'))).toBe(false);
  });

  it('does not go on with other poems, and says so', async () => {
    const folder = folderOfPoems();
    const abort = new AbortController();
    const { run } = await train(folder, {}, { onEpoch: () => abort.abort() }, abort.signal);
    const voice = path.join(
      folder,
      readdirSync(folder).find((name) => !name.startsWith('.'))!,
    );
    appendFileSync(path.join(voice, readdirSync(voice)[0]!), '\none line more\n');
    await expect(train(folder, { resume: run })).rejects.toThrow(/have changed since .* was begun/);
    // The run is not locked by the attempt.
    await expect(train(folder, { resume: run })).rejects.toThrow(/have changed/);
  });

  it('is not resumed once it is complete', async () => {
    const folder = folderOfPoems();
    const { run } = await train(folder, { epochs: 1 });
    await expect(train(folder, { resume: run })).rejects.toThrow(/complete/);
  });
});

describe('few poems', () => {
  it('are measured on the validation poem where there are only two, and it is said', async () => {
    const outcome = await train(folderOfPoems(2), { epochs: 2 });
    expect(outcome).toMatchObject({ status: 'complete', poems: 2 });
    expect(outcome.evaluation!.poems).toBe(1);
  });

  it('train with one, but nothing can be said of others', async () => {
    const outcome = await train(folderOfPoems(1), { epochs: 2 });
    expect(outcome).toMatchObject({ status: 'complete', poems: 1, valLoss: null, evaluation: null });
    expect(await (await openRun(outcome.run)).evaluation()).toBeNull();
  });

  it('are too few when they make a single passage', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'short.txt'), 'A single line of verse,\nand then another line of it.\n');
    await expect(train(folder)).rejects.toMatchObject({ name: 'UserError' });
    expect(readdirSync(folder)).toEqual(['short.txt']);
  });
});

describe('a training that cannot be', () => {
  it('names the folder that is missing or holds no poems', async () => {
    const empty = temporaryFolder();
    await expect(train(empty)).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining(empty) });
    const missing = path.join(empty, 'missing');
    await expect(train(missing)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(missing),
    });
  });

  it('names the setting that is wrong', async () => {
    const folder = folderOfPoems(2);
    await expect(train(folder, { preset: 'sonnet' })).rejects.toThrow(/no preset "sonnet".*seed/);
    await expect(train(folder, { preset: 'constructor' })).rejects.toThrow(/no preset/);
    await expect(train(folder, { learningRate: -1 })).rejects.toThrow(/learningRate/);
    await expect(train(folder, { vectors: path.join(folder, 'none.txt') })).rejects.toThrow(/none\.txt/);
  });

  it('names the folder that cannot be written', async () => {
    const folder = folderOfPoems(2);
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    const runs = path.join(file, 'runs');
    await expect(train(folder, { runsFolder: runs })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(runs),
    });
  });
});
