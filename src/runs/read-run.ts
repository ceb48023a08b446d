import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { checkParameters, type TensorMap } from '../model/parameters.ts';
import { float32Tensors, readSafetensors, type TypedTensor } from '../model/safetensors.ts';
import type { EpochRecord } from './epoch-record.ts';
import { damaged, fileProblem, isMissing } from './file-problem.ts';
import { readHistory } from './history-file.ts';
import { readConfig } from './read-config.ts';
import type { RunConfig } from './run-config.ts';
import { namedRun } from './latest.ts';
import { runFiles } from './run-folder.ts';
import { summariseRun, type RunSummary } from './run-summary.ts';
import { parseChunk, type StoredChunk } from './stored-chunk.ts';
import { readVocabulary, type StoredVocabulary } from './stored-vocabulary.ts';
import { isTemporary } from './temporary-files.ts';
import { hasFile, readVerified, readVerifiedLines } from './verified-file.ts';

/**
 * A run on disk. Each method reads its file anew, against its checksum, and throws a UserError that names the file
 * when it is missing or damaged.
 */
export interface Run {
  /** Name of its folder. */
  readonly id: string;
  readonly folder: string;
  readonly config: RunConfig;
  history(): Promise<EpochRecord[]>;
  /** Every parameter of the specification, finite. */
  parameters(): Promise<TensorMap>;
  /** Row i belongs to chunk i: [rows, size]. */
  bottleneck(): Promise<{ vectors: Float32Array; rows: number; size: number }>;
  chunks(): Promise<StoredChunk[]>;
  vocabulary(): Promise<StoredVocabulary>;
  /** Null when it has not been evaluated. */
  evaluation(): Promise<unknown>;
  /** Whether a file has been written. */
  has(name: string): Promise<boolean>;
  tensors(name: string): Promise<Map<string, TypedTensor>>;
  json(name: string): Promise<unknown>;
}

/** Throws a UserError when the folder holds no run, or one whose `config.json` or manifest is damaged. */
export async function openRun(folder: string): Promise<Run> {
  const config = await readConfig(folder);
  const run: Run = {
    id: path.basename(path.resolve(folder)),
    folder,
    config,
    history: () => readHistory(folder),
    parameters: async () => {
      const tensors = await run.tensors(runFiles.model);
      return naming(folder, runFiles.model, () => {
        const parameters = float32Tensors(tensors);
        checkParameters(config.specification, parameters);
        return parameters;
      });
    },
    bottleneck: async () => {
      const tensors = await run.tensors(runFiles.bottleneck);
      return naming(folder, runFiles.bottleneck, () => checkBottleneck(tensors, config));
    },
    chunks: () => {
      const vocabulary = config.corpus.vocabulary;
      return readVerifiedLines(folder, runFiles.chunks, (line, index) =>
        naming(folder, runFiles.chunks, () => parseChunk(line, index, vocabulary)),
      );
    },
    vocabulary: async () => {
      const content = await run.json(runFiles.vocabulary);
      return naming(folder, runFiles.vocabulary, () => readVocabulary(content));
    },
    evaluation: async () => ((await run.has(runFiles.evaluation)) ? await run.json(runFiles.evaluation) : null),
    has: (name) => hasFile(folder, name),
    tensors: async (name) => {
      const bytes = await readVerified(folder, name);
      return naming(folder, name, () => readSafetensors(bytes).tensors);
    },
    json: async (name) => {
      const bytes = await readVerified(folder, name);
      return naming(folder, name, () => JSON.parse(bytes.toString('utf8')) as unknown);
    },
  };
  return run;
}

/**
 * The runs of a folder, newest first; none when it is missing. A damaged run is listed with its `problem`. Files are
 * checked for presence and size, and with `thorough` for their content, which reads all of it.
 */
export async function listRuns(runsFolder: string, options: { thorough?: boolean } = {}): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const folder of await runFolders(runsFolder))
    summaries.push(await summariseRun(folder, options.thorough ?? false));
  return summaries.sort((a, b) => compare(b.created, a.created) || compare(b.id, a.id));
}

/** The run that `latest` names; where that is missing or damaged, the newest complete one; null without any. */
export async function latestRun(runsFolder: string): Promise<Run | null> {
  const id = await namedRun(runsFolder);
  const runs = await listRuns(runsFolder);
  const named = runs.find((run) => run.id === id && run.problem === undefined);
  const latest = named ?? runs.find((run) => run.status === 'complete');
  return latest ? await openRun(latest.folder) : null;
}

async function runFolders(runsFolder: string): Promise<string[]> {
  try {
    const entries = await readdir(runsFolder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !isTemporary(entry.name))
      .map((entry) => path.join(runsFolder, entry.name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileProblem(error, 'read', runsFolder);
  }
}

function checkBottleneck(
  tensors: Map<string, TypedTensor>,
  config: RunConfig,
): { vectors: Float32Array; rows: number; size: number } {
  const tensor = float32Tensors(tensors).get('bottleneck');
  if (!tensor) throw new Error('the tensor bottleneck is missing');
  const [rows, size] = [config.corpus.chunks, config.specification.bottleneckSize];
  if (tensor.shape.join() !== `${rows},${size}`)
    throw new Error(`the tensor bottleneck has shape [${tensor.shape.join(', ')}], not [${rows}, ${size}]`);
  if (!tensor.data.every(Number.isFinite)) throw new Error('the tensor bottleneck holds a number that is not finite');
  return { vectors: tensor.data, rows, size };
}

/** What `read` finds wrong with a file, as a UserError that names it. */
function naming<T>(folder: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damaged(path.join(folder, name), (error as Error).message.replace(/\.$/, ''));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
