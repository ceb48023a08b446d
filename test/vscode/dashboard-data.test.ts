import { beforeAll, describe, expect, it } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { openRun, type Run } from '../../src/runs/read-run.ts';
import { headingOf, readEvaluation, reconstructionContent } from '../../src/vscode/dashboard-data.ts';
import { folderOfPoems } from '../compute/sample-folder.ts';
import { english as localizer } from './localizer-for-tests.ts';

let run: Run;
beforeAll(async () => {
  const outcome = await trainFolder(
    { folder: folderOfPoems(), preset: 'quick', epochs: 3 },
    {},
    new AbortController().signal,
  );
  run = await openRun(outcome.run);
});

describe('what the dashboard shows', () => {
  it('is what the run’s files say', async () => {
    const { facts } = headingOf(localizer, run);
    const { evaluation: shown } = await reconstructionContent(localizer, run);
    const evaluation = (await run.evaluation()) as HeldOutEvaluation;
    expect(Object.fromEntries(facts)).toMatchObject({ Preset: 'quick', Poems: '12', Epochs: '3' });
    expect(shown!.byPosition).toEqual(evaluation.heldOut.byPosition);
    expect(shown!.scores[0]).toMatchObject({ varianceExplained: evaluation.heldOut.varianceExplained });
    expect(shown!.scores).toHaveLength(4);
    expect(shown!.verdicts).toHaveLength(evaluation.verdicts.length);
  });

  it('is no evaluation where the file holds something else', () => {
    for (const value of [null, 4, 'x', [], {}, { split: 'test' }, { split: 'test', heldOut: { mse: 'much' } }])
      expect(readEvaluation(localizer, value)).toBeNull();
  });
});
