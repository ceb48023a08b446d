import path from 'node:path';
import { expect, it } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { temporaryFolder } from '../compute/sample-folder.ts';
import { percent, say } from './say.ts';

/** Which poems are held out, of 56 some six, moves the figures more than the network does. */
const seeds = [1, 3, 4, 7, 42];

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value) / values.length;

it('the default, on sample poems never trained on, keeps up with linear methods and with mean word vectors', async () => {
  const figures: Record<'poem' | 'meanPoem' | 'author' | 'meanAuthor', number>[] = [];
  for (const seed of seeds) {
    const request = {
      folder: path.join(mediaFolder(), 'sample-poems'),
      runsFolder: temporaryFolder(),
      preset: 'recommended',
      seed,
    };
    const { evaluation } = await trainFolder(request, {}, new AbortController().signal);
    const { heldOut, baselines, neighbours } = evaluation as HeldOutEvaluation;
    expect(heldOut.varianceExplained).toBeGreaterThan(baselines.pca!.varianceExplained);
    expect(heldOut.weightedVarianceExplained).toBeGreaterThan(baselines.pca!.weightedVarianceExplained!);
    const { bottleneck, meanPooled } = neighbours!;
    figures.push({
      ...{ poem: bottleneck.samePoemAt5, meanPoem: meanPooled.samePoemAt5 },
      ...{ author: bottleneck.sameAuthorAt5!, meanAuthor: meanPooled.sameAuthorAt5! },
    });
  }
  const of = (which: keyof (typeof figures)[number]): number => mean(figures.map((figure) => figure[which]));
  say(
    `the default on sample poems never read, over ${seeds.length} splits: same poem ${percent(of('poem'))} (mean vectors ${percent(of('meanPoem'))}), same author ${percent(of('author'))} (${percent(of('meanAuthor'))})`,
  );
  expect(of('poem')).toBeGreaterThan(of('meanPoem'));
  expect(of('author')).toBeGreaterThan(of('meanAuthor'));
});
