import path from 'node:path';
import { expect, it } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { temporaryFolder } from './sample-folder.ts';

it('the default, on sample poems never trained on, keeps up with linear methods and with mean word vectors', async () => {
  const request = {
    folder: path.join(mediaFolder(), 'sample-poems'),
    runsFolder: temporaryFolder(),
    preset: 'recommended',
  };
  const { evaluation } = await trainFolder(request, {}, new AbortController().signal);
  const { heldOut, baselines, neighbours } = evaluation as HeldOutEvaluation;
  expect(heldOut.varianceExplained).toBeGreaterThan(baselines.pca!.varianceExplained);
  expect(heldOut.weightedVarianceExplained).toBeGreaterThan(baselines.pca!.weightedVarianceExplained!);
  const { bottleneck, meanPooled } = neighbours!;
  expect(bottleneck.samePoemAt5).toBeGreaterThan(meanPooled.samePoemAt5);
  expect(bottleneck.sameAuthorAt5).toBeGreaterThan(meanPooled.sameAuthorAt5!);
});
