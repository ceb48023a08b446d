import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runsFolder } from '../../src/runs/run-folder.ts';
import { latestRun, listRuns, openRun } from '../../src/runs/read-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { createRun, editRun, resumeRun } from '../../src/runs/write-run.ts';
import * as sample from './sample-run.ts';

let workspace: ReturnType<typeof sample.temporaryFolder>;
let runs: string;
beforeEach(() => {
  workspace = sample.temporaryFolder();
  runs = runsFolder(workspace.folder);
});
afterEach(() => workspace.remove());

describe('a run', () => {
  it('gives back from disk everything that was written', async () => {
    const writer = await createRun(runs, sample.plan);
    await sample.writeEverything(writer);
    const run = await openRun(writer.folder);
    expect(run.config).toMatchObject({ ...sample.plan, status: 'complete', result: sample.result, formatVersion: 1 });
    expect(await run.history()).toEqual([1, 2, 3].map(sample.epochRecord));
    expect(await run.parameters()).toEqual(sample.parameters(1));
    expect(await run.bottleneck()).toEqual({ vectors: sample.bottleneck, rows: 5, size: 3 });
    expect(await run.chunks()).toEqual(sample.chunks);
    const vocabulary = await run.vocabulary();
    expect(vocabulary).toMatchObject(sample.vocabulary);
    expect([vocabulary.idOf('💛'), vocabulary.idOf('nowhere')]).toEqual([8, 1]);
    expect(await run.evaluation()).toEqual({ mse: 0.5 });
    expect(await checkRun(writer.folder)).toEqual([]);
  });

  it('lies in a folder named by time and name, which git ignores', async () => {
    const writer = await createRun(runs, { ...sample.plan, name: ' ../Ödes & <b>"Söngs"</b>\n ' });
    expect(path.dirname(writer.folder)).toBe(path.join(workspace.folder, '.poetry-explorer', 'runs'));
    expect(path.basename(writer.folder)).toMatch(/^\d{8}-\d{6}-ödes-b-söngs-b$/);
    expect(readFileSync(path.join(workspace.folder, '.poetry-explorer', '.gitignore'), 'utf8')).toBe('*\n');
    await writer.close();
  });

  it('gets a folder of its own when two start in the same second with the same name, or with none', async () => {
    const writers = await Promise.all(['', '', '...'].map((name) => createRun(runs, { ...sample.plan, name })));
    expect(new Set(writers.map((writer) => writer.folder)).size).toBe(3);
    expect(await listRuns(runs)).toHaveLength(3);
    for (const writer of writers) await writer.close();
  });

  it('leaves no temporary files and no lock behind', async () => {
    const writer = await createRun(runs, sample.plan);
    await sample.writeEverything(writer);
    expect(readdirSync(runs).sort()).toEqual([path.basename(writer.folder), 'latest'].sort());
    expect(readdirSync(writer.folder).sort()).toEqual([
      'bottleneck.safetensors',
      'checkpoint',
      'chunks.jsonl',
      'config.json',
      'evaluation.json',
      'history.jsonl',
      'manifest.json',
      'model.safetensors',
      'vocabulary.json',
    ]);
    expect(readdirSync(path.join(writer.folder, 'checkpoint'))).toEqual(['checkpoint.safetensors']);
  });

  it('is not complete without model, bottleneck, chunks and vocabulary', async () => {
    const writer = await createRun(runs, sample.plan);
    await expect(writer.finish('complete', sample.result)).rejects.toThrow('A complete run has');
    await writer.finish('stopped', null);
    expect((await openRun(writer.folder)).config.status).toBe('stopped');
  });

  it('can be added to when it is complete', async () => {
    const writer = await createRun(runs, sample.plan);
    await sample.writeEverything(writer);
    const again = await editRun(writer.folder);
    await again.writeEvaluation({ mse: 0.25 });
    await again.writeJson('notes.json', ['more']);
    await again.close();
    const run = await openRun(writer.folder);
    expect(await run.evaluation()).toEqual({ mse: 0.25 });
    expect(await run.json('notes.json')).toEqual(['more']);
    expect(await checkRun(writer.folder)).toEqual([]);
  });

  it('takes no file name that leads out of its folder', async () => {
    const writer = await createRun(runs, sample.plan);
    for (const name of ['../x.json', 'a/b.json', '..', '', 'x', 'a\\b.json'])
      await expect((async () => writer.writeJson(name, 1))()).rejects.toThrow("A run's file cannot be called");
    await writer.close();
  });

  it('takes writes that are started at once, and loses none', async () => {
    const writer = await createRun(runs, sample.plan);
    await Promise.all(Array.from({ length: 10 }, (_, i) => writer.writeJson(`part-${i}.json`, i)));
    await writer.close();
    const run = await openRun(writer.folder);
    for (let i = 0; i < 10; i++) expect(await run.json(`part-${i}.json`)).toBe(i);
  });
});

describe('a run that is resumed', () => {
  it('gives back its checkpoint bit for bit', async () => {
    const writer = await createRun(runs, sample.plan);
    for (const epoch of [1, 2]) {
      await writer.writeCheckpoint(sample.checkpoint(epoch));
      expect(await writer.readCheckpoint()).toEqual(sample.checkpoint(epoch));
    }
    await writer.close();
  });

  it('goes back to its last checkpoint: later epochs are dropped from the history', async () => {
    const writer = await createRun(runs, sample.plan);
    for (const epoch of [1, 2]) await writer.appendEpoch(sample.epochRecord(epoch));
    await writer.writeCheckpoint(sample.checkpoint(2));
    for (const epoch of [3, 4]) await writer.appendEpoch(sample.epochRecord(epoch));
    await writer.close();
    const resumed = await resumeRun(writer.folder);
    expect((await (await openRun(writer.folder)).history()).map(({ epoch }) => epoch)).toEqual([1, 2]);
    await resumed.appendEpoch({ ...sample.epochRecord(3), seconds: 9 });
    const history = await (await openRun(writer.folder)).history();
    expect(history.map(({ seconds }) => seconds)).toEqual([0.125, 0.125, 9]);
    expect(readFileSync(path.join(writer.folder, 'history.jsonl'), 'utf8').split('\n')).toHaveLength(4);
    await resumed.close();
  });

  it('is in training again until it ends again', async () => {
    const writer = await createRun(runs, sample.plan);
    await writer.appendEpoch(sample.epochRecord(1));
    await writer.finish('stopped', { ...sample.result, epochs: 1 });
    expect((await listRuns(runs))[0]).toMatchObject({ status: 'stopped', trainLoss: 0.25 });
    const resumed = await resumeRun(writer.folder);
    expect((await listRuns(runs))[0]).toMatchObject({ status: 'training', trainLoss: null, epochs: 0 });
    expect(resumed.config).toMatchObject({ status: 'training', result: null });
    await resumed.close();
    expect((await listRuns(runs))[0]?.status).toBe('interrupted');
  });

  it('is refused when its checkpoint is of a later epoch than its history', async () => {
    const writer = await createRun(runs, sample.plan);
    await writer.appendEpoch(sample.epochRecord(1));
    await writer.writeCheckpoint(sample.checkpoint(2));
    await writer.close();
    await expect(resumeRun(writer.folder)).rejects.toThrow('history.jsonl is damaged: it ends before epoch 2');
  });

  it('starts from nothing when there is no checkpoint yet', async () => {
    const writer = await createRun(runs, sample.plan);
    await writer.appendEpoch(sample.epochRecord(1));
    await writer.close();
    const resumed = await resumeRun(writer.folder);
    expect(await resumed.readCheckpoint()).toBeNull();
    expect(await (await openRun(writer.folder)).history()).toEqual([]);
    await resumed.close();
  });

  it('passes over a last line that a kill tore, and writes over it', async () => {
    const writer = await createRun(runs, sample.plan);
    await writer.appendEpoch(sample.epochRecord(1));
    await writer.writeCheckpoint(sample.checkpoint(1));
    await writer.close();
    const file = path.join(writer.folder, 'history.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8') + JSON.stringify(sample.epochRecord(2)).slice(0, 50));
    expect(await (await openRun(writer.folder)).history()).toHaveLength(1);
    const resumed = await resumeRun(writer.folder);
    await resumed.appendEpoch(sample.epochRecord(2));
    await resumed.close();
    expect(await (await openRun(writer.folder)).history()).toEqual([1, 2].map(sample.epochRecord));
  });

  it('is refused when it is complete', async () => {
    const writer = await createRun(runs, sample.plan);
    await sample.writeEverything(writer);
    await expect(resumeRun(writer.folder)).rejects.toThrow('is complete, so there is nothing to resume');
    expect(existsSync(path.join(writer.folder, 'lock'))).toBe(false);
  });

  it('is refused where there is no run, and no lock is left there', async () => {
    await expect(resumeRun(workspace.folder)).rejects.toThrow('holds no run');
    expect(readdirSync(workspace.folder)).toEqual([]);
  });
});

describe('latestRun', () => {
  it('opens the run that was finished last, and none where there are no runs', async () => {
    expect(await latestRun(runs)).toBeNull();
    const [first, second] = [await createRun(runs, sample.plan), await createRun(runs, sample.plan)];
    await sample.writeEverything(second);
    await sample.writeEverything(first);
    expect((await latestRun(runs))?.folder).toBe(first.folder);
  });

  it.each(['', 'gone', '../../etc', '.', 'a\0b'])(
    'falls back to the newest complete run when it names "%s"',
    async (id) => {
      const writer = await createRun(runs, sample.plan);
      await sample.writeEverything(writer);
      const unfinished = await createRun(runs, sample.plan);
      writeFileSync(path.join(runs, 'latest'), id);
      expect((await latestRun(runs))?.folder).toBe(writer.folder);
      await unfinished.close();
    },
  );
});

describe('listRuns', () => {
  it('lists runs newest first with what became of them', async () => {
    const complete = await createRun(runs, sample.plan);
    await sample.writeEverything(complete);
    const interrupted = await createRun(runs, sample.plan);
    await interrupted.appendEpoch(sample.epochRecord(1));
    await interrupted.close();
    const training = await createRun(runs, sample.plan);
    const list = await listRuns(runs);
    expect(
      list.map(({ id, status, epochs, trainLoss, valLoss }) => ({ id, status, epochs, trainLoss, valLoss })),
    ).toEqual([
      { id: path.basename(training.folder), status: 'training', epochs: 0, trainLoss: null, valLoss: null },
      { id: path.basename(interrupted.folder), status: 'interrupted', epochs: 1, trainLoss: 1, valLoss: null },
      { id: path.basename(complete.folder), status: 'complete', epochs: 3, trainLoss: 0.25, valLoss: 0.5 },
    ]);
    expect(list[0]).toMatchObject({ name: 'Sonnets & Songs', config: { preset: 'seed' } });
    await training.close();
  });

  it('is empty where the folder is missing', async () => {
    expect(await listRuns(path.join(runs, 'nowhere'))).toEqual([]);
  });
});
