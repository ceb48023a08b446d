import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { typedTensors, writeSafetensors, type TypedTensor } from '../model/safetensors.ts';
import type { TensorMap } from '../model/parameters.ts';
import { UserError } from '../corpus/user-error.ts';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint-file.ts';
import { prepareFile } from './durable-file.ts';
import type { EpochRecord } from './epoch-record.ts';
import { damaged, fileProblem } from './file-problem.ts';
import { historyWriter, readHistory, type HistoryWriter } from './history-file.ts';
import { writeManifest } from './manifest.ts';
import { readConfig } from './read-config.ts';
import { formatVersion, type RunConfig, type RunPlan, type RunResult } from './run-config.ts';
import { isWhole, jsonText, runFilesWriter, settledManifest, type RunFiles } from './run-files.ts';
import { nameRun } from './latest.ts';
import { giveName, prepareRunsFolder, runFiles, runId } from './run-folder.ts';
import { acquireLock, type RunLock } from './run-lock.ts';
import type { StoredChunk } from './stored-chunk.ts';
import { vocabularyContent, type VocabularyContent } from './stored-vocabulary.ts';
import { removeAbandoned, temporaryName } from './temporary-files.ts';
import { readVerified } from './verified-file.ts';

/**
 * The one process that writes a run. Whatever it writes takes its place at one stroke and is vouched for by the
 * manifest; killed at any instant, it leaves a run that `resumeRun` goes on with. All methods throw a UserError when
 * the disk is full or cannot be written; the run stays as it was before the call.
 */
export interface RunWriter {
  readonly folder: string;
  readonly config: RunConfig;
  /** Of a run that goes on, what computes from now on. */
  recordEngine(engine: RunConfig['engine']): Promise<void>;
  appendEpoch(record: EpochRecord): Promise<void>;
  writeCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /** Null when the run has none yet: training starts anew. */
  readCheckpoint(): Promise<Checkpoint | null>;
  writeModel(parameters: TensorMap): Promise<void>;
  /** Vectors of all chunks, [chunks, size], in the order of the chunks. */
  writeBottleneck(vectors: Float32Array, size: number): Promise<void>;
  writeChunks(chunks: Iterable<StoredChunk>): Promise<void>;
  writeVocabulary(vocabulary: VocabularyContent): Promise<void>;
  writeEvaluation(evaluation: object): Promise<void>;
  /** Any other file, `name` without folders. */
  writeTensors(
    name: string,
    tensors: ReadonlyMap<string, TypedTensor>,
    metadata?: Record<string, string>,
  ): Promise<void>;
  writeJson(name: string, value: unknown): Promise<void>;
  writeLines(name: string, lines: Iterable<unknown>): Promise<void>;
  /** Ends the run and lets go of it. `complete` needs model, bottleneck, chunks and vocabulary. */
  finish(status: 'complete' | 'stopped', result: RunResult | null): Promise<void>;
  /** Makes this run the one that `latestRun` opens. */
  updateLatest(): Promise<void>;
  /** Lets go of the run as it is. Harmless after `finish`. */
  close(): Promise<void>;
}

/** Starts a run in a new folder of `runsFolder`, which is made where it is missing, and locks it. */
export async function createRun(runsFolder: string, plan: RunPlan): Promise<RunWriter> {
  await prepareRunsFolder(runsFolder);
  await removeAbandoned(runsFolder);
  const created = new Date();
  const config: RunConfig = {
    ...plan,
    formatVersion,
    created: created.toISOString(),
    status: 'training',
    result: null,
  };
  // A name that a listing passes over, until the folder holds a whole run.
  const unborn = temporaryName(path.join(runsFolder, '.new'));
  try {
    await mkdir(path.join(unborn, 'checkpoint'), { recursive: true });
    const lock = await acquireLock(unborn);
    const pending = await prepareFile(path.join(unborn, runFiles.config), [jsonText(config)]);
    await pending.publish();
    const manifest = new Map([[runFiles.config as string, pending.digest]]);
    await writeManifest(unborn, manifest);
    const folder = await giveName(unborn, path.join(runsFolder, runId(created, plan.name)));
    lock.movedTo(folder);
    return runWriter(folder, config, lock, runFilesWriter(folder, lock, manifest), historyWriter(folder, []));
  } catch (error) {
    await rm(unborn, { recursive: true, force: true }).catch(() => undefined);
    throw fileProblem(error, 'write', runsFolder);
  }
}

/**
 * Locks a run that was stopped or interrupted, and takes its history back to its last checkpoint. Throws a UserError
 * when it is complete, damaged, or being written by another process.
 */
export async function resumeRun(folder: string): Promise<RunWriter> {
  return await reopen(folder, async (writer, files, history) => {
    if (writer.config.status === 'complete')
      throw new UserError(`${folder} is complete, so there is nothing to resume. Start a new run.`);
    const done = (await writer.readCheckpoint())?.epoch ?? 0;
    if (!(done <= history.epochs()))
      throw damaged(path.join(folder, runFiles.history), `it ends before epoch ${done}, which the checkpoint is of`);
    if (files.has(runFiles.history)) await files.grow(runFiles.history, () => Promise.resolve(history.keep(done)));
    const config: RunConfig = { ...writer.config, status: 'training', result: null };
    await files.write(runFiles.config, [jsonText(config)]);
    return config;
  });
}

/** Locks a run to add to it, whatever its status: a new evaluation, say. `close` lets go of it. */
export async function editRun(folder: string): Promise<RunWriter> {
  return await reopen(folder, (writer) => Promise.resolve(writer.config));
}

/** `prepare` may change the run, and gives the configuration it has then. */
async function reopen(
  folder: string,
  prepare: (writer: RunWriter, files: RunFiles, history: HistoryWriter) => Promise<RunConfig>,
): Promise<RunWriter> {
  // A folder that holds no run is reported as such, and gets no lock file.
  await readConfig(folder);
  const lock = await acquireLock(folder);
  try {
    await removeAbandoned(folder);
    await removeAbandoned(path.join(folder, 'checkpoint'));
    const files = runFilesWriter(folder, lock, await settledManifest(folder));
    const history = historyWriter(folder, await readHistory(folder));
    const writer = runWriter(folder, await readConfig(folder), lock, files, history);
    return { ...writer, config: await prepare(writer, files, history) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function runWriter(
  folder: string,
  config: RunConfig,
  lock: RunLock,
  files: RunFiles,
  history: HistoryWriter,
): RunWriter {
  const writer: RunWriter = {
    folder,
    config,
    recordEngine: async (engine) => {
      if (JSON.stringify(engine) === JSON.stringify(config.engine)) return;
      config = { ...config, engine };
      await files.write(runFiles.config, [jsonText({ ...config, status: 'training', result: null })]);
    },
    appendEpoch: async (record) => {
      const before = history.epochs();
      try {
        await files.grow(runFiles.history, () => history.append(record));
      } catch (error) {
        history.keep(before);
        throw error;
      }
    },
    writeCheckpoint: (checkpoint) => files.write(runFiles.checkpoint, [encodeCheckpoint(checkpoint)]),
    readCheckpoint: async () => {
      if (!files.has(runFiles.checkpoint)) return null;
      const bytes = await readVerified(folder, runFiles.checkpoint);
      return decodeCheckpoint(bytes, path.join(folder, runFiles.checkpoint));
    },
    writeModel: (parameters) => writer.writeTensors(runFiles.model, typedTensors(parameters), { format: 'pt' }),
    writeBottleneck: (data, size) => {
      const shape = [data.length / size, size];
      return writer.writeTensors(runFiles.bottleneck, new Map([['bottleneck', { dtype: 'F32', shape, data }]]));
    },
    writeChunks: (chunks) => writer.writeLines(runFiles.chunks, chunks),
    writeVocabulary: (vocabulary) => writer.writeJson(runFiles.vocabulary, vocabularyContent(vocabulary)),
    writeEvaluation: (evaluation) => writer.writeJson(runFiles.evaluation, evaluation),
    writeTensors: (name, tensors, metadata) => files.write(plain(name), [writeSafetensors(tensors, metadata)]),
    writeJson: (name, value) => files.write(plain(name), [jsonText(value)]),
    writeLines: (name, lines) => files.write(plain(name), jsonLines(lines)),
    finish: async (status, result) => {
      if (status === 'complete' && !isWhole(files))
        throw new Error('A complete run has model, bottleneck, chunks and vocabulary.');
      await files.write(runFiles.config, [jsonText({ ...config, status, result: result && resultOnly(result) })]);
      await writer.close();
    },
    updateLatest: () => nameRun(folder),
    close: async () => {
      try {
        if (await lock.held()) await files.settle();
      } finally {
        await lock.release();
      }
    },
  };
  return writer;
}

/** What callers hand over may carry more. */
function resultOnly({ epochs, bestEpoch, keptEpoch, trainLoss, valLoss, seconds }: RunResult): RunResult {
  return { epochs, bestEpoch, keptEpoch, trainLoss, valLoss, seconds };
}

/** Lines gathered to pieces of about 64 KB, so that a million of them are not a million writes. */
function* jsonLines(lines: Iterable<unknown>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += JSON.stringify(line) + '\n';
    if (piece.length > 65536) {
      yield piece;
      piece = '';
    }
  }
  if (piece) yield piece;
}

function plain(name: string): string {
  if (!/^[\w-]+(\.[\w-]+)+$/.test(name)) throw new RangeError(`A run's file cannot be called "${name}".`);
  return name;
}
