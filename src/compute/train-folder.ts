import path from 'node:path';
import { chunksOf } from '../corpus/split.ts';
import { UserError } from '../corpus/user-error.ts';
import { openRun } from '../runs/read-run.ts';
import { runsFolder } from '../runs/run-folder.ts';
import { createRun, resumeRun, type RunWriter } from '../runs/write-run.ts';
import type { Pause } from '../training/pause.ts';
import { checkTrainingChunks } from '../training/train.ts';
import { baseModelFolder } from './base-model-folder.ts';
import { checkWritable } from './check-writable.ts';
import { corpusFacts, prepareCorpus, type PreparedCorpus } from './prepare-corpus.ts';
import { productVersion } from './product-version.ts';
import { readVectors, vectorsFile, vectorsOfCorpus, writeVectors } from './run-vectors.ts';
import { recipeFromBase, recipeOfRequest, recipeOfRun } from './recipe.ts';
import { openStart, recipeOfStart, startedFrom } from './start-from.ts';
import { chooseStart } from './start-from-base.ts';
import { changedDuringSweep } from './sweep-corpus.ts';
import { trainRun } from './train-run.ts';
import { engineOfTraining } from './training-engine.ts';
import type { TrainOutcome, TrainRequest, TrainWatcher } from './train-request.ts';

/**
 * The whole job: a folder of poems becomes a run on disk. The signal stops it within a second or so at any point; what
 * has become of a run by then can be resumed, and goes on exactly as if it had never been stopped. A pause holds it
 * between two batches.
 *
 * Throws a UserError that names what is wrong with the request, the poems, the word vectors or the disk; and the
 * signal's reason when it was aborted before there was a run.
 */
export async function trainFolder(
  request: TrainRequest,
  watch: TrainWatcher,
  signal: AbortSignal,
  pause?: Pause,
): Promise<TrainOutcome> {
  signal.throwIfAborted();
  const baseModel = request.baseModel ?? baseModelFolder();
  if (request.resume === undefined) return trainAnew(request, baseModel, watch, signal, pause);
  const writer = await resumeRun(request.resume);
  return closingAfterwards(writer, async () => {
    const recipe = recipeOfRun(writer.config);
    const prepared = await prepareCorpus(request.folder, recipe, watch, signal);
    checkSameCorpus(prepared, writer, request.folder, 'go on');
    const vectors = await vectorsOfRun(writer, prepared, watch, signal);
    const { specification } = writer.config;
    const chosen = await engineOfTraining(
      { request, recipe, prepared, vectors, specification, watch, signal },
      writer.config.engine,
    );
    return closingEngine(chosen, async ({ engine, report, record }) => {
      await writer.recordEngine(record);
      const job = { prepared, vectors, recipe, engine, engineReport: report, writer, watch, signal, pause };
      return trainRun({ ...job, baseModel });
    });
  });
}

async function trainAnew(
  request: TrainRequest,
  baseModel: string,
  watch: TrainWatcher,
  signal: AbortSignal,
  pause: Pause | undefined,
): Promise<TrainOutcome> {
  const start = request.startFrom === undefined ? undefined : await openStart(request.startFrom);
  const asked = start ? recipeOfStart(start, request.epochs) : recipeOfRequest(request);
  const runs = path.resolve(request.runsFolder ?? (start ? path.dirname(start.folder) : runsFolder(request.folder)));
  const prepared = await prepareCorpus(request.folder, asked, watch, signal);
  if (start) checkSameCorpus(prepared, start, request.folder, 'be trained further');
  const { sweep } = request;
  if (sweep && prepared.corpus.fingerprint !== sweep.fingerprint) throw changedDuringSweep(request.folder);
  // Before the word vectors, which may be a gigabyte to read, and before there is a run that could not go on.
  checkTrainingChunks(chunksOf(prepared.chunkSet, prepared.split.train));
  await checkWritable(runs);
  const vectors = start
    ? { ...start.config.vectors, report: start.config.vectors.report, vectors: await readVectors(start) }
    : await vectorsOfCorpus(prepared.corpus.vocabulary, asked.vectorSource, runs, watch, signal);
  const specification = { ...asked.specification, inputSize: vectors.dimension };
  const { base, note } = start
    ? {}
    : await chooseStart({
        preset: asked.preset,
        from: request.from,
        specification,
        source: vectors.source,
        baseModel,
      });
  const from = start ? startedFrom(start) : base && { base };
  const recipe = base === undefined ? asked : recipeFromBase(asked, request);
  const purpose = { request, recipe, prepared, vectors: vectors.vectors, specification, watch, signal };
  return closingEngine(await engineOfTraining(purpose), async ({ engine, report, record }) => {
    signal.throwIfAborted();
    const { corpus, chunkSet } = prepared;
    const writer = await createRun(runs, {
      name: recipe.name,
      preset: recipe.preset,
      corpus: corpusFacts(corpus, chunkSet),
      chunkSettings: recipe.chunkSettings,
      split: recipe.split,
      vectors: { source: vectors.source, dimension: vectors.dimension, report: vectors.report },
      ...(from && { startedFrom: from }),
      ...(sweep && { sweep: { id: sweep.id, member: sweep.member } }),
      specification,
      training: recipe.training,
      engine: record,
      versions: { extension: productVersion(), node: process.versions.node },
    });
    return closingAfterwards(writer, async () => {
      await writeVectors(writer, vectors.vectors, vectors.dimension);
      const job = {
        prepared,
        vectors: vectors.vectors,
        recipe,
        engine,
        engineReport: report,
        writer,
        watch,
        signal,
        pause,
      };
      return trainRun({ ...job, baseModel, note });
    });
  });
}

/** Whatever happens, the processes of the engine are ended. */
async function closingEngine<E extends { close(): void }, T>(chosen: E, job: (chosen: E) => Promise<T>): Promise<T> {
  try {
    return await job(chosen);
  } finally {
    chosen.close();
  }
}

/** Whatever happens, the run is let go of. */
async function closingAfterwards<T>(writer: RunWriter, job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } finally {
    await writer.close();
  }
}

/** The run's own vectors; where it was killed before it had them, those of their source. */
async function vectorsOfRun(
  writer: RunWriter,
  { corpus }: PreparedCorpus,
  watch: TrainWatcher,
  signal: AbortSignal,
): Promise<Float32Array> {
  const run = await openRun(writer.folder);
  if (await run.has(vectorsFile)) return readVectors(run);
  const { source, dimension } = run.config.vectors;
  const loaded = await vectorsOfCorpus(corpus.vocabulary, source, path.dirname(run.folder), watch, signal, dimension);
  await writeVectors(writer, loaded.vectors, dimension);
  return loaded.vectors;
}

/** Also the same words and chunks of it: another version of the program may cut poems in another way. */
function checkSameCorpus(
  { corpus, chunkSet }: PreparedCorpus,
  { config, folder: run }: Pick<RunWriter, 'config' | 'folder'>,
  folder: string,
  what: 'go on' | 'be trained further',
): void {
  const { fingerprint, chunks, vocabulary } = config.corpus;
  if (corpus.fingerprint !== fingerprint)
    throw new UserError(
      `The poems in ${folder} have changed since ${run} was begun, so it cannot ${what}. Put them back as they were, or train anew.`,
    );
  if (chunkSet.chunks.length !== chunks || corpus.vocabulary.tokens.length !== vocabulary)
    throw new UserError(
      `The version ${productVersion()} reads the poems of ${run} otherwise than ${config.versions.extension} did, so it cannot ${what}. Train anew.`,
    );
}
