import { describe, expect, it } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { findNeighbours } from '../../src/compute/find-neighbours.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { defaultPreset } from '../../src/training/presets.ts';
import { benchDefaultPreset } from '../bench/default-preset.ts';
import { withSeedSizedPoems } from '../bench/seed-sized-poems.ts';
import { temporaryFolder } from '../compute/sample-folder.ts';
import { englishCorpus, hasEnglishCorpus } from '../corpus/english-corpus.ts';
import { percent, say } from './say.ts';

describe.skipIf(!hasEnglishCorpus)('the default, trained from scratch on 925 poems of the English corpus', () => {
  it('reaches both aims on poems that it never read', async () => {
    const request = {
      folder: englishCorpus,
      runsFolder: temporaryFolder(),
      preset: defaultPreset,
      from: 'scratch' as const,
    };
    const outcome = await trainFolder(request, {}, new AbortController().signal);
    expect(outcome).toMatchObject({ status: 'complete', poems: 1321 });
    const { evaluation, seconds } = outcome;
    const { heldOut, baselines, neighbours } = evaluation as HeldOutEvaluation;
    const { bottleneck, meanPooled } = neighbours!;
    const pca = baselines.pca!;
    say(
      `the default on English poems never read, from scratch in ${seconds.toFixed(0)} s: same poem ${percent(bottleneck.samePoemAt5)} (mean vectors of full width ${percent(meanPooled.samePoemAt5)}), variance ${percent(heldOut.varianceExplained)} (PCA-18 ${percent(pca.varianceExplained)}), rare words ${percent(heldOut.weightedVarianceExplained!)} (${percent(pca.weightedVarianceExplained!)})`,
    );
    expect(bottleneck.samePoemAt5).toBeGreaterThanOrEqual(meanPooled.samePoemAt5);
    expect(heldOut.varianceExplained).toBeGreaterThan(pca.varianceExplained);
    expect(heldOut.weightedVarianceExplained).toBeGreaterThan(pca.weightedVarianceExplained!);

    const passages = await findNeighbours(outcome.run, 'Shall I compare thee to a summer’s day?', { count: 5 });
    expect(passages.length).toBe(5);
    for (const { file, startLine, endLine, similarity } of passages) {
      expect(file).toMatch(/\.txt$/);
      expect(startLine).toBeLessThanOrEqual(endLine);
      expect(Math.abs(similarity)).toBeLessThanOrEqual(1);
    }
  });

  // Tests hold no times to a bound: what this prints is for the reader, and `npm run bench -- default-preset` says more.
  it('trains 128 poems beside the seed’s whole curriculum', async () => {
    const [byDefault, seed] = await withSeedSizedPoems(englishCorpus, (folder) =>
      benchDefaultPreset(folder, { rounds: 2 }),
    );
    expect([byDefault!.preset, seed!.preset]).toEqual([defaultPreset, 'seed']);
    expect(byDefault!.chunks).toBe(seed!.chunks);
    const beside = (part: 'training' | 'whole'): string =>
      `${byDefault![part].best.toFixed(1)} s beside ${seed![part].best.toFixed(1)} s`;
    say(
      `128 poems, the default beside the seed’s curriculum: training ${beside('training')}, from poems to run ${beside('whole')}`,
    );
  });
});
