import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeChunks } from '../../src/analysis/encode.ts';
import { compareNeighbours } from '../../src/compute/compare-neighbours.ts';
import { evaluateRun } from '../../src/compute/evaluate-run.ts';
import { findNeighbours } from '../../src/compute/find-neighbours.ts';
import { inspectPassage } from '../../src/compute/inspect-passage.ts';
import { jobs } from '../../src/compute/jobs.ts';
import { makeBaseRun } from '../../src/compute/make-base-run.ts';
import { measureDimensions } from '../../src/compute/measure-dimensions.ts';
import { passageErrors } from '../../src/compute/passage-errors.ts';
import { sessionOf } from '../../src/compute/run-session.ts';
import { serveRequests } from '../../src/compute/serve-requests.ts';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { loadVectors } from '../../src/embeddings/load-vectors.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import type { FromCompute } from '../../src/protocol/compute-messages.ts';
import { readBaseModel } from '../../src/runs/base-model.ts';
import { isBaseRun } from '../../src/runs/base-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { latestRun, listRuns, openRun } from '../../src/runs/read-run.ts';
import { smallBaseModel } from '../base-model/small-base-model.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

const baseModel = temporaryFolder();
beforeAll(() => smallBaseModel(baseModel));
const filesOf = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

describe('the run of the base model', () => {
  it('holds what the network makes of each chunk, and was trained on none', async () => {
    const poems = folderOfPoems();
    const before = filesOf(poems);
    const told: [number, number][] = [];
    const folder = await makeBaseRun(poems, temporaryFolder(), {
      baseModel,
      onProgress: (done, total) => told.push([done, total]),
    });
    expect(filesOf(poems)).toEqual(before);
    const run = await openRun(folder);
    const { config, parameters } = await readBaseModel(baseModel);
    expect(isBaseRun(run)).toBe(true);
    expect(run.config).toMatchObject({
      name: 'Base model, not trained on these poems',
      status: 'complete',
      result: { epochs: 0, trainLoss: null, valLoss: null },
      startedFrom: { base: config.sha256 },
      specification: config.specification,
    });
    expect(await checkRun(folder)).toEqual([]);
    expect((await run.history()).length).toBe(0);
    expect(await run.evaluation()).toBeNull();
    const chunks = await run.chunks();
    expect(new Set(chunks.map(({ split }) => split))).toEqual(new Set(['test']));
    expect(told.at(-1)).toEqual([chunks.length, chunks.length]);

    // The same poems by the base model's network, without any run.
    const corpus = await readCorpus(poems);
    const chunkSet = buildChunks(corpus, defaultChunkSettings);
    const { vectors, dimension } = await loadVectors(corpus.vocabulary, { source: 'bundled' });
    const engine = await createWasmEngine();
    const network = await engine.createNetwork({
      ...{ specification: config.specification, vectors, parameters },
      ...{ maxRows: 64, maxSteps: chunkSet.window },
    });
    const encoded = await encodeChunks(network, { ...chunkSet, vectors, dimension });
    network.dispose();
    expect((await run.bottleneck()).vectors).toEqual(encoded);
    for (const [name, { data }] of parameters) expect((await run.parameters()).get(name)?.data, name).toEqual(data);
  });

  it('answers all that is asked of a run, but for figures that need a training', async () => {
    const run = await makeBaseRun(folderOfPoems(), temporaryFolder(), { baseModel });
    const session = await sessionOf(run);
    const [found] = await findNeighbours(run, 'the bell rings over the snow', { count: 3 });
    expect(found?.similarity).toBeGreaterThan(0);
    expect((await inspectPassage(session, { run, chunk: 2 })).tokens.length).toBeGreaterThan(0);
    const errors = await passageErrors(session);
    expect(errors.passages).toMatchObject({ training: 0, others: 0 });
    const signal = new AbortController().signal;
    expect((await measureDimensions(session, { signal, onProgress: () => undefined })).words).toBeDefined();
    const compared = await compareNeighbours({ runs: [run], count: 3, chunk: { run, row: 1 } });
    expect(compared.runs).toMatchObject([{ problem: '', comparison: { measure: 'cosine' } }]);
    expect(compared.runs[0]!.neighbours).toHaveLength(3);
    await expect(evaluateRun(run)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('The base model was not trained on these poems'),
    });
  });

  it('is made once, and anew when the poems or the base model have changed', async () => {
    const [poems, runs] = [folderOfPoems(), temporaryFolder()];
    const first = await makeBaseRun(poems, runs, { baseModel });
    expect(await makeBaseRun(poems, runs, { baseModel })).toBe(first);

    const voice = path.join(
      poems,
      readdirSync(poems).find((name) => !name.startsWith('.'))!,
    );
    appendFileSync(path.join(voice, readdirSync(voice)[0]!), '\na line that was not there, of crows and thaw\n');
    const second = await makeBaseRun(poems, runs, { baseModel });
    expect(second).not.toBe(first);
    expect(existsSync(first)).toBe(false);
    expect((await latestRun(runs))?.folder).toBe(second);

    const other = temporaryFolder();
    await smallBaseModel(other, 1);
    const third = await makeBaseRun(poems, runs, { baseModel: other });
    expect((await listRuns(runs)).map(({ folder }) => folder)).toEqual([third]);
  });

  it('is no longer made once it is not wanted any more, and leaves nothing behind', async () => {
    const [poems, runs] = [folderOfPoems(), temporaryFolder()];
    const chunks = buildChunks(await readCorpus(poems), defaultChunkSettings).chunks.length;
    const stop = new AbortController();
    const told: number[] = [];
    const making = makeBaseRun(poems, runs, {
      baseModel,
      signal: stop.signal,
      onProgress(done) {
        told.push(done);
        stop.abort();
      },
    });
    await expect(making).rejects.toMatchObject({ name: 'AbortError' });
    // One batch of several, and no more after it.
    expect(told).toHaveLength(1);
    expect(told[0]).toBeLessThan(chunks);
    expect(readdirSync(runs)).toEqual([]);
    expect((await openRun(await makeBaseRun(poems, runs, { baseModel }))).config.corpus.chunks).toBe(chunks);
  });

  it('is given up by the compute process when it is asked to', async () => {
    const [poems, runs] = [folderOfPoems(), temporaryFolder()];
    const answers: FromCompute[] = [];
    const server = serveRequests(jobs, (message) => {
      answers.push(message);
      if (message.type === 'progress') server.receive({ type: 'cancel', id: 1 });
    });
    server.receive({ type: 'request', id: 1, method: 'makeBaseRun', params: { folder: poems, runsFolder: runs } });
    await expect.poll(() => answers.at(-1)).toMatchObject({ type: 'failure', failure: { cancelled: true } });
    expect(answers.filter(({ type }) => type === 'progress')).toHaveLength(1);
    expect(readdirSync(runs)).toEqual([]);
  });

  it('is not made without poems, or of a base model that is damaged', async () => {
    const runs = temporaryFolder();
    await expect(makeBaseRun(temporaryFolder(), runs, { baseModel })).rejects.toMatchObject({ name: 'UserError' });
    await expect(makeBaseRun(folderOfPoems(), runs, { baseModel: temporaryFolder() })).rejects.toThrow(
      /The base model|config\.json/,
    );
    expect(readdirSync(runs)).toEqual([]);
  });
});
