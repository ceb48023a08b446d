import { beforeAll, describe, expect, it, vi } from 'vitest';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { RequestFailed } from '../../src/protocol/request-channel.ts';
import { openRun, type Run } from '../../src/runs/read-run.ts';
import { headingOf, reconstructionContent } from '../../src/vscode/dashboard-data.ts';
import { folderOfPoems } from '../compute/sample-folder.ts';
import { heldOutFigures, passageErrors } from '../protocol/messages-for-tests.ts';
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
    expect(Object.fromEntries(facts)).toMatchObject({ Preset: 'quick', Poems: '12', Epochs: '3' });
    expect(await reconstructionContent(run, heldOutFigures, () => Promise.resolve(passageErrors))).toEqual({
      figures: heldOutFigures,
      passages: passageErrors,
    });
  });

  it('is the evaluation alone, and why, where the passages cannot be measured', async () => {
    const failure = (cancelled: boolean) => new RequestFailed({ message: 'no vectors', forPerson: true, cancelled });
    const failed = await reconstructionContent(run, heldOutFigures, () => Promise.reject(failure(false)));
    expect(failed).toEqual({ figures: heldOutFigures, passages: { problem: 'no vectors' } });
    const givenUp = reconstructionContent(run, heldOutFigures, () => Promise.reject(failure(true)));
    await expect(givenUp).rejects.toMatchObject({ failure: { cancelled: true } });
  });

  it('is not measured while the training goes on', async () => {
    const measure = vi.fn();
    const training = { ...run, config: { ...run.config, status: 'training' as const } };
    expect((await reconstructionContent(training, null, measure)).passages).toBeNull();
    expect(measure).not.toHaveBeenCalled();
  });
});
