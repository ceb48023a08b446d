import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { defaultPreset } from '../../src/training/presets.ts';
import type { Row } from './row.ts';
import { withSeedSizedPoems } from './seed-sized-poems.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

const compared = [defaultPreset, 'seed'] as const;

export interface PresetFigures {
  preset: string;
  chunks: number;
  /** Seconds from the request to the complete run, and of them in training as the run's record counts it. */
  whole: Summary;
  training: Summary;
}

/** Whole trainings as a person gets them: reading, bundled vectors, checkpoints, evaluation, the run on disk. In turns. */
export async function benchDefaultPreset(
  folder: string,
  { rounds = 3, epochs }: { rounds?: number; epochs?: number } = {},
): Promise<PresetFigures[]> {
  const runsFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'poetry-bench-'));
  const measured = compared.map((preset) => ({ preset, chunks: 0, whole: [] as number[], training: [] as number[] }));
  try {
    for (let round = 0; round < rounds; round++)
      for (const row of measured) {
        const request = { folder, runsFolder, preset: row.preset, ...(epochs !== undefined && { epochs }) };
        const started = performance.now();
        const outcome = await trainFolder(request, {}, new AbortController().signal);
        row.whole.push((performance.now() - started) / 1000);
        row.training.push(outcome.seconds);
        row.chunks = outcome.chunks;
      }
  } finally {
    fs.rmSync(runsFolder, { recursive: true, force: true });
  }
  return measured.map(({ whole, training, ...row }) => ({
    ...row,
    whole: summarize(whole),
    training: summarize(training),
  }));
}

export const defaultPresetRow: Row = {
  name: 'default-preset',
  async measure(corpus) {
    const figures = await withSeedSizedPoems(corpus, (folder) => benchDefaultPreset(folder));
    const [ours, seed] = figures as [PresetFigures, PresetFigures];
    return {
      lines: [
        `Whole trainings of ${seed.chunks} chunks with the bundled vectors, from the poems to the run (median / best / spread, s)`,
        ...figures.map(
          ({ preset, whole, training }) => `${preset}: ${summaryText(whole)}; training alone ${summaryText(training)}`,
        ),
      ],
      figures,
      verdicts: (['training', 'whole'] as const).map((part) => ({
        what: `${part === 'training' ? 'training' : 'from poems to run'}, the preset ${ours.preset} beside the seed’s curriculum`,
        value: ours[part].median / seed[part].median,
        ...({ unit: 'times as long', bound: 1, side: 'most' } as const),
      })),
    };
  },
};
