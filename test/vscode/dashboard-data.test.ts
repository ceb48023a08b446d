import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { RequestFailed } from '../../src/protocol/request-channel.ts';
import { openRun, type Run } from '../../src/runs/read-run.ts';
import { headingOf, readEvaluation, reconstructionContent } from '../../src/vscode/dashboard-data.ts';
import { folderOfPoems } from '../compute/sample-folder.ts';
import { passageErrors } from '../protocol/messages-for-tests.ts';
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
    const { evaluation: shown, passages } = await reconstructionContent(localizer, run, () =>
      Promise.resolve(passageErrors),
    );
    const evaluation = (await run.evaluation()) as HeldOutEvaluation;
    expect(Object.fromEntries(facts)).toMatchObject({ Preset: 'quick', Poems: '12', Epochs: '3' });
    expect(shown!.byPosition).toEqual(evaluation.heldOut.byPosition);
    expect(shown!.scores[0]).toMatchObject({ varianceExplained: evaluation.heldOut.varianceExplained });
    expect(shown!.scores).toHaveLength(4);
    expect(shown!.verdicts).toEqual(evaluation.verdicts);
    expect(passages).toEqual(passageErrors);
  });

  it('is the evaluation alone, and why, where the passages cannot be measured', async () => {
    const failure = (cancelled: boolean) => new RequestFailed({ message: 'no vectors', forPerson: true, cancelled });
    const failed = await reconstructionContent(localizer, run, () => Promise.reject(failure(false)));
    expect(failed.passages).toEqual({ problem: 'no vectors' });
    expect(failed.evaluation!.scores).toHaveLength(4);
    const givenUp = reconstructionContent(localizer, run, () => Promise.reject(failure(true)));
    await expect(givenUp).rejects.toMatchObject({ failure: { cancelled: true } });
  });

  it('is not measured while the training goes on', async () => {
    const measure = vi.fn();
    const training = { ...run, config: { ...run.config, status: 'training' as const } };
    expect((await reconstructionContent(localizer, training, measure)).passages).toBeNull();
    expect(measure).not.toHaveBeenCalled();
  });

  it('is all there is of an evaluation that was written without weights, intervals and decoded words', async () => {
    const whole = (await run.evaluation()) as HeldOutEvaluation;
    const old = JSON.parse(
      JSON.stringify(whole, (name, value: unknown) =>
        /^(intervals|weighted.*|aboveLinear|aboveMeanPooled|sameAuthorAt5|authorQueries|asked|answerable|tfIdf|random|words)$/.test(
          name,
        )
          ? undefined
          : value,
      ),
    ) as object;
    expect(Object.keys(old)).not.toContain('words');
    expect(readEvaluation(localizer, old)).toEqual(readEvaluation(localizer, whole));
    expect(readEvaluation(localizer, old)!.samePoemAt5).toHaveLength(4);
  });

  it('is no evaluation where the file holds something else', () => {
    for (const value of [null, 4, 'x', [], {}, { split: 'test' }, { split: 'test', heldOut: { mse: 'much' } }])
      expect(readEvaluation(localizer, value)).toBeNull();
  });
});
