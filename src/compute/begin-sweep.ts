import path from 'node:path';
import { chunksOf } from '../corpus/split.ts';
import { runsFolder } from '../runs/run-folder.ts';
import { createSweep, type SweepPlan } from '../runs/sweep-plan.ts';
import { defaultTrainingSettings } from '../training/settings.ts';
import { checkTrainingChunks } from '../training/train.ts';
import { checkWritable } from './check-writable.ts';
import { prepareCorpus } from './prepare-corpus.ts';
import { recipeOfRequest } from './recipe.ts';
import { membersOfGrid, type SweepGrid } from './sweep-members.ts';
import type { TrainWatcher } from './train-request.ts';

export interface SweepRequest extends SweepGrid {
  /** The poems. */
  folder: string;
  /** `<folder>/.poetry-explorer/runs` without it. */
  runsFolder?: string;
  seed?: number;
  /** A word-vector file; the bundled table without it. */
  vectors?: string;
}

/**
 * Reads the poems and plans a comparison, of which nothing is trained yet. Throws a UserError that names what is wrong
 * with the request, the poems or the disk.
 */
export async function beginSweep(
  request: SweepRequest,
  watch: TrainWatcher,
  signal: AbortSignal,
): Promise<{ runsFolder: string; plan: SweepPlan }> {
  const members = membersOfGrid(request);
  const { folder, epochs, vectors, seed = defaultTrainingSettings.seed } = request;
  const runs = path.resolve(request.runsFolder ?? runsFolder(folder));
  const recipe = recipeOfRequest({ folder, ...members[0]!, seed, ...(epochs !== undefined && { epochs }) });
  const { corpus, chunkSet, split } = await prepareCorpus(folder, recipe, watch, signal);
  checkTrainingChunks(chunksOf(chunkSet, split.train));
  await checkWritable(runs);
  const { root, fingerprint, poems } = corpus;
  const common = {
    corpus: { root, fingerprint, poems: poems.length, chunks: chunkSet.chunks.length },
    ...{ seed, epochs: epochs ?? null, vectors: vectors ?? 'bundled' },
  };
  return { runsFolder: runs, plan: await createSweep(runs, recipe.name, common, members) };
}
