import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { compareNeighbours, findPoemsOfRun } from '../../src/compute/compare-neighbours.ts';
import { compareRuns } from '../../src/compute/compare-runs.ts';
import { findNeighboursOfChunk } from '../../src/compute/find-neighbours.ts';
import { passageTableOf } from '../../src/compute/passage-tables.ts';
import { preparePassages } from '../../src/compute/prepare-passages.ts';
import { settingsOf } from '../../src/compute/run-settings.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { methodReaders } from '../../src/protocol/read-compute-messages.ts';
import { openRun, type Run } from '../../src/runs/read-run.ts';
import { folderOfPoems } from './sample-folder.ts';

const train = async (folder: string, preset: string, signal = new AbortController().signal, onEpoch = (): void => {}) =>
  openRun((await trainFolder({ folder, preset, epochs: 3 }, { onEpoch }, signal)).run);

let folder: string;
let quick: Run;
let seed: Run;
let stopped: Run;
let elsewhere: Run;
beforeAll(async () => {
  folder = folderOfPoems();
  quick = await train(folder, 'quick');
  seed = await train(folder, 'seed');
  const stop = new AbortController();
  stopped = await train(folder, 'quick', stop.signal, () => stop.abort());
  elsewhere = await train(folderOfPoems(9), 'quick');
});

describe('runs laid side by side', () => {
  it('have the settings, losses and figures of their files', async () => {
    const compared = await compareRuns([quick.folder, seed.folder]);
    for (const [i, run] of [quick, seed].entries()) {
      const { folder: of, problems, settings, epochs, quality } = compared[i]!;
      expect([of, problems]).toEqual([run.folder, []]);
      const history = await run.history();
      expect(epochs).toEqual(history.map(({ epoch, trainLoss, valLoss }) => ({ epoch, trainLoss, valLoss })));
      const { heldOut, baselines, neighbours, poems } = (await run.evaluation()) as HeldOutEvaluation;
      expect(quality!.poems).toBe(poems);
      expect(quality!.scores.map(({ mse }) => mse)).toEqual(
        [
          ...[heldOut, baselines.pca, baselines.weightedPca, baselines.meanPooledPca],
          ...[baselines.meanVector, baselines.weightedMeanVector],
        ].map(({ mse }) => mse),
      );
      if (neighbours)
        expect(quality!.neighbours!.spaces[0]!.found.samePoemAt5!.value).toBe(neighbours.bottleneck.samePoemAt5);
      expect(Object.fromEntries(settings)).toMatchObject({
        preset: run.config.preset,
        'specification.cell': run.config.specification.cell,
        'corpus.fingerprint': run.config.corpus.fingerprint,
        'split.ratios': '0.7, 0.2, 0.1',
      });
    }
    const result = { runs: compared };
    expect(methodReaders.compareRuns.result(result, 'result')).toEqual(result);
  });

  it('say what is wrong with one of them, and compare the rest', async () => {
    const other = await train(folder, 'quick');
    const config = path.join(other.folder, 'config.json');
    writeFileSync(config, readFileSync(config, 'utf8').replace('"formatVersion": 1', '"formatVersion": 9'));
    const [version, unfinished, missing, whole] = await compareRuns([
      other.folder,
      stopped.folder,
      path.join(folder, 'none'),
      quick.folder,
    ]);
    expect(version!.problems).toEqual([expect.stringContaining('is of a run in format 9')]);
    expect(unfinished!.problems).toEqual([expect.stringContaining('not complete')]);
    expect(unfinished!.epochs).toHaveLength(1);
    expect(unfinished!.quality).toBeNull();
    expect(missing!.problems).toEqual([expect.stringContaining('holds no run')]);
    expect(whole!.problems).toEqual([]);
  });

  it('keep what can be read of a run with a damaged file', async () => {
    const other = await train(folder, 'quick');
    const evaluation = path.join(other.folder, 'evaluation.json');
    writeFileSync(evaluation, readFileSync(evaluation, 'utf8').replace('"heldOut"', '"heldout"'));
    const [compared] = await compareRuns([other.folder]);
    expect(compared!.problems).toEqual([expect.stringContaining('evaluation.json')]);
    expect(compared!.epochs).toHaveLength(3);
    expect(compared!.quality).toBeNull();
  });
});

it('the settings of a run are those of its config.json, by their paths', () => {
  const settings = new Map(settingsOf(seed.config));
  const { phases } = seed.config.training as { phases: { maxTokens: number; name?: string }[] };
  expect(settings.get('training.phases.1.maxTokens')).toBe(String(phases[0]!.maxTokens));
  expect([...settings.keys()].filter((name) => /^(name|created|status|result|formatVersion)\b/.test(name))).toEqual([]);
  expect([...settings.keys()].some((name) => name.startsWith('corpus.statistics'))).toBe(false);
});

describe('the neighbours of one passage under each run', () => {
  it('are those that each run gives by itself', async () => {
    const asked = (await quick.chunks()).find(({ indexInPoem }) => indexInPoem === 1)!;
    const result = await compareNeighbours({
      runs: [seed.folder, quick.folder],
      chunk: { run: quick.folder, row: asked.index },
      count: 5,
    });
    expect(result.chunk).toMatchObject({ run: quick.folder, row: asked.index, title: asked.title, number: 2 });
    for (const [i, run] of [seed, quick].entries()) {
      const { passage, same, neighbours, problem } = result.runs[i]!;
      expect([passage?.file, same, problem]).toEqual([asked.file, true, '']);
      const alone = await findNeighboursOfChunk(run.folder, passage!.row, { count: 5 });
      expect(neighbours.map(({ file, startLine, value }) => [file, startLine, value])).toEqual(
        alone.map(({ file, startLine, similarity }) => [file, startLine, similarity]),
      );
    }
    expect(methodReaders.compareNeighbours.result(result, 'result')).toEqual(result);
  });

  it('are told missing where a run does not have the passage, or none at all', async () => {
    const files = new Set((await elsewhere.chunks()).map(({ file }) => file));
    const asked = (await quick.chunks()).find(({ file }) => !files.has(file))!;
    const { runs } = await compareNeighbours({
      runs: [quick.folder, elsewhere.folder, stopped.folder],
      chunk: { run: quick.folder, row: asked.index },
      count: 3,
    });
    expect(runs.map(({ passage, neighbours }) => [passage?.row ?? null, neighbours.length])).toEqual([
      [asked.index, 3],
      [null, 0],
      [null, 0],
    ]);
    expect(runs.map(({ problem }) => problem)).toEqual(['', '', expect.stringContaining('not complete')]);
  });

  it('begin with the first passage where none is asked about, or one that is not there', async () => {
    for (const chunk of [undefined, { run: quick.folder, row: 10 ** 9 }, { run: '/elsewhere', row: 1 }]) {
      const result = await compareNeighbours({
        runs: [stopped.folder, quick.folder],
        ...(chunk && { chunk }),
        count: 1,
      });
      expect(result.chunk).toMatchObject({ run: quick.folder, row: 0 });
    }
    expect((await compareNeighbours({ runs: [stopped.folder], count: 1 })).chunk).toBeNull();
  });

  it('come from tables that are read once while runs take turns, and anew when a run changes', async () => {
    const once = [await passageTableOf(quick.folder), await passageTableOf(seed.folder)];
    const again = [await passageTableOf(quick.folder), await passageTableOf(seed.folder)];
    expect(again[0]).toBe(once[0]);
    expect(again[1]).toBe(once[1]);
    await preparePassages(seed.folder, { comparison: { measure: 'euclidean', whitened: false } });
    expect(await passageTableOf(quick.folder)).toBe(once[0]);
    expect((await passageTableOf(seed.folder)).space.measure).toBe('euclidean');
    const { runs } = await compareNeighbours({ runs: [quick.folder, seed.folder], count: 2 });
    expect(runs.map(({ comparison }) => comparison?.measure)).toEqual(['cosine', 'euclidean']);
  });

  it('can be asked about any poem, found by its title', async () => {
    const { title, author } = (await quick.chunks()).at(-1)!;
    const { poems, total } = await findPoemsOfRun({ run: quick.folder, words: title.toUpperCase(), count: 8 });
    expect(total).toBe(poems.length);
    expect(poems[0]).toMatchObject({ title, author });
    await expect(findPoemsOfRun({ run: stopped.folder, words: '', count: 1 })).rejects.toThrow('not complete');
  });
});
