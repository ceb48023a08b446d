import { appendFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateRun } from '../../src/compute/evaluate-run.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { TrainOutcome } from '../../src/compute/train-request.ts';
import { folderOfPoems } from './sample-folder.ts';

const never = new AbortController().signal;
let folder: string;
let trained: TrainOutcome;
beforeAll(async () => {
  folder = folderOfPoems();
  trained = await trainFolder({ folder, preset: 'seed', epochs: 3 }, {}, never);
});

describe('evaluating a run', () => {
  it('finds the figures that were found at the end of its training', async () => {
    const { evaluation, notes, run } = await evaluateRun(trained.run);
    expect(evaluation).toEqual(trained.evaluation);
    expect(notes).toEqual([]);
    expect(run).toBe(trained.run);
  });

  it('finds them also when the poems have changed or gone since, and says so', async () => {
    const voice = path.join(
      folder,
      readdirSync(folder).find((name) => !name.startsWith('.'))!,
    );
    appendFileSync(path.join(voice, readdirSync(voice)[0]!), '\none line more\n');
    const changed = await evaluateRun(trained.run);
    expect(changed.notes).toEqual([expect.stringContaining('have changed')]);
    for (const name of readdirSync(folder))
      if (!name.startsWith('.')) rmSync(path.join(folder, name), { recursive: true });
    const gone = await evaluateRun(trained.run);
    expect(gone.notes).toEqual([expect.stringContaining('can no longer be read')]);
    expect(gone.evaluation).toEqual(trained.evaluation);
  });

  it('refuses a run that is damaged, not complete, or held nothing out', async () => {
    const other = folderOfPoems(1);
    const abort = new AbortController();
    const stopped = await trainFolder(
      { folder: other, preset: 'seed', epochs: 3 },
      { onEpoch: () => abort.abort() },
      abort.signal,
    );
    await expect(evaluateRun(stopped.run)).rejects.toThrow(/not complete/);
    const single = await trainFolder({ folder: other, preset: 'seed', epochs: 1 }, {}, never);
    await expect(evaluateRun(single.run)).rejects.toThrow(/held no poem out/);
    await expect(evaluateRun(folder)).rejects.toMatchObject({ name: 'UserError' });
    truncateSync(path.join(trained.run, 'model.safetensors'), 100);
    await expect(evaluateRun(trained.run)).rejects.toThrow(/model\.safetensors/);
  });
});
