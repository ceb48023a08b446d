import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { trainFolder } from '../../../src/compute/train-folder.ts';
import { englishCorpus } from '../../corpus/english-corpus.ts';
import { copySamplePoems } from './sample-workspace.ts';

/** The sample poems with a run of theirs, so that a scenario need not wait for one. */
export async function fillWithTrainedSamples(folder: string): Promise<void> {
  copySamplePoems(folder);
  await train(folder, 10);
}

export const hasEnglishPoems = existsSync(englishCorpus);

/** The English corpus with a run of all its poems. */
export async function fillWithTrainedEnglishPoems(folder: string): Promise<void> {
  for (const entry of readdirSync(englishCorpus)) {
    mkdirSync(folder, { recursive: true });
    cpSync(path.join(englishCorpus, entry), path.join(folder, entry), { recursive: true });
  }
  await train(folder, 2);
}

async function train(folder: string, epochs: number): Promise<void> {
  await trainFolder({ folder, preset: 'quick', epochs, seed: 42 }, {}, new AbortController().signal);
}
