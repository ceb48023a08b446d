import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import { cells, type Cell } from '../model/specification.ts';
import { writeDurably } from './durable-file.ts';
import { fileProblem, isMissing } from './file-problem.ts';
import { count, isRecord, listOf, mapOf, nullable, oneOf, text, wrongField, type JsonShape } from './json-shape.ts';
import { giveName, prepareRunsFolder, runId } from './run-folder.ts';
import { jsonText } from './run-files.ts';
import { isTemporary, removeAbandoned, temporaryName } from './temporary-files.ts';

/** One architecture of a comparison. */
export interface SweepMember {
  /** Or a variant, by its name. */
  preset: string;
  cell: Cell;
  bottleneckSize: number;
}

/** What is the same for all members. */
export interface SweepCommon {
  corpus: { root: string; fingerprint: string; poems: number; chunks: number };
  /** Of the split, the first weights and the training. */
  seed: number;
  /** In all; null trains as long as each preset says. */
  epochs: number | null;
  /** `bundled` or a file. */
  vectors: string;
}

/**
 * A comparison of architectures ("sweep") as it was begun. Its members are ordinary runs, which name it, so that how far
 * each has come is told by the runs alone.
 */
export interface SweepPlan extends SweepCommon {
  id: string;
  /** ISO 8601, UTC. */
  created: string;
  members: SweepMember[];
  /** Why a member's training could not go on, by its place among the members. */
  failures: Record<string, string>;
}

const formatVersion = 1;
/** A listing of runs passes over names that begin with a dot. */
const sweepsName = '.sweeps';
const planFile = 'sweep.json';

const shape: JsonShape = {
  created: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  corpus: { root: text, fingerprint: text, poems: count, chunks: count },
  seed: count,
  epochs: nullable(count),
  vectors: text,
  members: listOf({ preset: text, cell: oneOf(...cells), bottleneckSize: count }),
  failures: mapOf(text),
};

/** Where a comparison keeps its plan, and its lock while it is under way. Throws a UserError for what is no name of one. */
export function sweepFolder(runsFolder: string, id: string): string {
  if (!/^[^/\\]+$/.test(id) || /^\.+$/.test(id)) throw new UserError(`"${id}" is not the name of a comparison.`);
  return path.join(runsFolder, sweepsName, id);
}

/** Writes the plan of a new comparison. Throws a UserError when the folder of runs cannot be written. */
export async function createSweep(
  runsFolder: string,
  name: string,
  common: SweepCommon,
  members: readonly SweepMember[],
): Promise<SweepPlan> {
  await prepareRunsFolder(runsFolder);
  const created = new Date();
  const sweeps = path.join(runsFolder, sweepsName);
  // A name that a listing passes over, until the folder holds the plan.
  const unborn = temporaryName(path.join(sweeps, 'new'));
  const plan = { created: created.toISOString(), ...common, members: [...members], failures: {} };
  try {
    await mkdir(unborn, { recursive: true });
    await removeAbandoned(sweeps);
    await writePlan(unborn, plan);
    return { id: path.basename(await giveName(unborn, path.join(sweeps, runId(created, name)))), ...plan };
  } catch (error) {
    await rm(unborn, { recursive: true, force: true }).catch(() => undefined);
    throw fileProblem(error, 'write', sweeps);
  }
}

/** Only the process that has the comparison's lock writes it. At any instant the file holds all of the old or of the new. */
export async function writeSweep(runsFolder: string, { id, ...plan }: SweepPlan): Promise<void> {
  await writePlan(sweepFolder(runsFolder, id), plan);
}

async function writePlan(folder: string, plan: Omit<SweepPlan, 'id'>): Promise<void> {
  const content = { formatVersion, ...plan, sha256: checksum(plan) };
  await writeDurably(path.join(folder, planFile), jsonText(content));
}

/** Throws a UserError when there is no such comparison, and for a plan that is damaged or of another version. */
export async function readSweep(runsFolder: string, id: string): Promise<SweepPlan> {
  const file = path.join(sweepFolder(runsFolder, id), planFile);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) throw new UserError(`There is no comparison "${id}" in ${runsFolder}.`);
    if (error instanceof SyntaxError) throw damagedPlan(file, 'it is not JSON');
    throw fileProblem(error, 'read', file);
  }
  if (!isRecord(content)) throw damagedPlan(file, 'it does not hold an object');
  const { formatVersion: version, sha256, ...plan } = content;
  if (version !== formatVersion)
    throw damagedPlan(file, `it is in format ${JSON.stringify(version)}, not ${formatVersion}`);
  const wrong = wrongField(plan, shape);
  if (wrong !== undefined) throw damagedPlan(file, `"${wrong}" is missing or not what it should be`);
  if (sha256 !== checksum(plan)) throw damagedPlan(file, 'its checksum does not match');
  return { id, ...(plan as unknown as Omit<SweepPlan, 'id'>) };
}

/** The names of the comparisons in a folder of runs, newest first; damaged ones too. */
export async function listSweeps(runsFolder: string): Promise<string[]> {
  const folder = path.join(runsFolder, sweepsName);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .flatMap((entry) => (entry.isDirectory() && !isTemporary(entry.name) ? [entry.name] : []))
      .sort()
      .reverse();
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileProblem(error, 'read', folder);
  }
}

function checksum(plan: object): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex');
}

function damagedPlan(file: string, what: string): UserError {
  return new UserError(
    `${file} is damaged: ${what}. Its runs are not: open them from the list of runs, or begin another comparison.`,
  );
}
