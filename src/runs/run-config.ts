import { checkSpecification, completeSpecification, type ModelSpecification } from '../model/specification.ts';
import { damaged } from './file-problem.ts';
import {
  count,
  finite,
  isRecord,
  listOf,
  nullable,
  oneOf,
  optional,
  record,
  text,
  wrongField,
  type JsonShape,
} from './json-shape.ts';
import { UserError } from '../corpus/user-error.ts';

/** Of the run's files together; another number means other files or other fields. */
export const formatVersion = 1;

export type RunStatus = 'training' | 'complete' | 'stopped';

/** How training ended. Epochs are counted from 1, and 0 stands for none. */
export interface RunResult {
  /** Whole epochs done. */
  epochs: number;
  /** The epoch with the lowest loss among those that compare with the last: the same phase. */
  bestEpoch: number;
  /** The epoch whose weights were kept: the best with early stopping, else the last. */
  keptEpoch: number;
  /** Losses of the weights kept; null without a whole epoch. */
  trainLoss: number | null;
  /** Null also without validation chunks. */
  valLoss: number | null;
  /** Wall-clock time of the epochs, those before a resumption included, and of the weights that they began with. */
  seconds: number;
}

/**
 * Whose weights a run began with: another run's, whose folder lies beside this one, with the epochs that these had been
 * trained; or the base model's, by the SHA-256 of its file.
 */
export type StartedFrom = { run: string; epochs: number } | { base: string };

/** Everything needed to repeat a run. */
export interface RunConfig {
  formatVersion: number;
  /** As the person gave it. */
  name: string;
  /** ISO 8601, UTC. */
  created: string;
  status: RunStatus;
  preset: string;
  corpus: {
    root: string;
    /** SHA-256 over the poems, hex. */
    fingerprint: string;
    poems: number;
    chunks: number;
    /** Distinct tokens, special ones included. */
    vocabulary: number;
    statistics: object;
  };
  chunkSettings: { window: number; overlap: number; minimumTokens: number; endAtBreak: number };
  split: { ratios: readonly [number, number, number]; seed: number };
  /** `source`: `bundled` or a file. */
  vectors: { source: string; dimension: number; [more: string]: unknown };
  specification: ModelSpecification;
  /** The training room's `TrainingSettings`, which `checkTrainingSettings` reads back. */
  training: object;
  /** `choice`: the engine that was asked for by name, or `auto`; without it the only one that there was. */
  engine: { name: string; description: string; threads: number; choice?: string };
  versions: { extension: string; node: string };
  startedFrom?: StartedFrom;
  /** The comparison that the run was trained for, and its place there. */
  sweep?: { id: string; member: number };
  /** Null until training has ended. */
  result: RunResult | null;
}

/** What the caller decides; the rest is filled in by `createRun`. */
export type RunPlan = Omit<RunConfig, 'formatVersion' | 'created' | 'status' | 'result'>;

const result: JsonShape = {
  epochs: count,
  bestEpoch: count,
  keptEpoch: count,
  trainLoss: nullable(finite),
  valLoss: nullable(finite),
  seconds: finite,
};

/** It is joined to a folder's path, which it must not lead out of. */
const plainName: JsonShape = (value) => typeof value === 'string' && /^[^/\\]+$/.test(value) && !/^\.+$/.test(value);

const shape: JsonShape = {
  name: text,
  created: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  status: oneOf('training', 'complete', 'stopped'),
  preset: text,
  corpus: { root: text, fingerprint: text, poems: count, chunks: count, vocabulary: count, statistics: record },
  chunkSettings: { window: count, overlap: count, minimumTokens: count, endAtBreak: count },
  split: { ratios: listOf(finite, 3), seed: finite },
  vectors: { source: text, dimension: count },
  specification: record,
  training: record,
  engine: { name: text, description: text, threads: count, choice: optional(text) },
  versions: { extension: text, node: text },
  startedFrom: optional((value) =>
    [{ run: plainName, epochs: count }, { base: text }].some((kind) => wrongField(value, kind) === undefined),
  ),
  sweep: optional({ id: plainName, member: count }),
  result: nullable(result),
};

/** Throws a UserError that names the file for another format version, or for the first field that is wrong. */
export function checkRunConfig(value: unknown, file: string): RunConfig {
  if (!isRecord(value)) throw damaged(file, 'it does not hold an object');
  checkFormatVersion(value.formatVersion, file);
  const wrong = wrongField(value, shape);
  if (wrong !== undefined) throw damaged(file, `"${wrong}" is missing or not what it should be`);
  const read = value as unknown as RunConfig;
  // Runs of versions that knew only the seed's network name fewer fields of it.
  const config = { ...read, specification: completeSpecification(read.specification) };
  try {
    checkSpecification(config.specification);
  } catch (error) {
    throw damaged(file, (error as Error).message.replace(/\.$/, ''));
  }
  return config;
}

export function checkFormatVersion(version: unknown, file: string): void {
  if (version === formatVersion) return;
  if (typeof version !== 'number') throw damaged(file, 'it names no format version');
  throw new UserError(
    `${file} is of a run in format ${version}, and only format ${formatVersion} is read here. ` +
      (version > formatVersion ? 'Update Poetry Embedding Explorer.' : 'Train again.'),
  );
}
