import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** A poem of 10,000 lines, beside the English corpus. */
export const longPoem = 'anon/ten-thousand-lines.txt';

/** The English corpus and a poem of 10,000 lines, with a run of them all. */
export async function fillWithTrainedEnglishPoems(folder: string): Promise<void> {
  mkdirSync(path.join(folder, path.dirname(longPoem)), { recursive: true });
  for (const entry of readdirSync(englishCorpus)) {
    cpSync(path.join(englishCorpus, entry), path.join(folder, entry), { recursive: true });
  }
  writeFileSync(path.join(folder, longPoem), tenThousandLines(folder));
  await train(folder, 2);
}

/** Lines of Spenser in their order, each begun with its number, so that no two are alike. */
function tenThousandLines(folder: string): string {
  const poet = path.join(folder, 'edmund-spenser');
  const lines = readdirSync(poet)
    .sort()
    .flatMap((name) => readFileSync(path.join(poet, name), 'utf8').split('\n'))
    .filter((line) => line.trim().length > 20);
  return Array.from({ length: 10_000 }, (_, i) => `${i + 1} ${lines[i % lines.length]!.trim()}`).join('\n');
}

async function train(folder: string, epochs: number): Promise<void> {
  await trainFolder({ folder, preset: 'quick', epochs, seed: 42 }, {}, new AbortController().signal);
}
