import path from 'node:path';
import { UserError } from '../corpus/user-error.ts';
import type { PassageTable } from '../passages/passage-table.ts';
import { passagesOfRun, preparePassages } from './prepare-passages.ts';
import { openCompleteRun } from './restore-run.ts';
import { stateOfRun } from './run-state.ts';

interface KeptTable {
  state: string;
  table: Promise<PassageTable>;
  rows: number;
}

/** So many rows are kept in all, some 100 MB: several runs of 24,000 chunks, or the last one however large. */
const keptRows = 400_000;

/** By the run's folder, the one asked for last at the end. */
const kept = new Map<string, KeptTable>();

/**
 * The passage table of a complete run, made where it has none. Tables are kept as long as the run's files stay the same
 * and there is room, so that runs can be looked at in turn. Throws a UserError for a run that is not complete or damaged.
 */
export async function passageTableOf(runFolder: string): Promise<PassageTable> {
  const key = path.resolve(runFolder);
  const state = await stateOfRun(key);
  const known = kept.get(key);
  const entry = known?.state === state ? known : { state, table: readTable(key), rows: 0 };
  kept.delete(key);
  kept.set(key, entry);
  try {
    const table = await entry.table;
    entry.rows = table.rows;
    makeRoom();
    return table;
  } catch (error) {
    if (kept.get(key) === entry) kept.delete(key);
    throw error;
  }
}

function makeRoom(): void {
  let rows = [...kept.values()].reduce((sum, entry) => sum + entry.rows, 0);
  for (const [key, entry] of kept) {
    if (rows <= keptRows || kept.size === 1) return;
    kept.delete(key);
    rows -= entry.rows;
  }
}

async function readTable(runFolder: string): Promise<PassageTable> {
  const run = await openCompleteRun(runFolder);
  const table = await passagesOfRun(run);
  if (table) return table;
  await preparePassages(runFolder);
  const made = await passagesOfRun(run);
  if (!made) throw new UserError(`The passages of ${runFolder} cannot be read. Train again.`);
  return made;
}
