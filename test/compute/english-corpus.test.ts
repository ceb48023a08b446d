import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateRun } from '../../src/compute/evaluate-run.ts';
import { findNeighbours } from '../../src/compute/find-neighbours.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { TrainOutcome } from '../../src/compute/train-request.ts';
import { withSeedSizedPoems } from '../bench/seed-sized-poems.ts';
import { englishCorpus, hasEnglishCorpus } from '../corpus/english-corpus.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'poetry-english-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trainOn = (poems: string, how: { preset: string; epochs?: number }): Promise<TrainOutcome> =>
  trainFolder({ folder: poems, runsFolder: path.join(folder, 'runs'), ...how }, {}, new AbortController().signal);

describe.skipIf(!hasEnglishCorpus)('training on the English corpus', { timeout: 600_000 }, () => {
  it('runs to its end on 128 poems, with the whole curriculum', async () => {
    await withSeedSizedPoems(englishCorpus, async (poems) => {
      const outcome = await trainOn(poems, { preset: 'seed' });
      expect(outcome).toMatchObject({ status: 'complete', poems: 128, epochs: 50 });
      expect(outcome.trainLoss).toBeLessThan(0.25);
      const { evaluation } = await evaluateRun(outcome.run);
      expect(evaluation).toEqual(outcome.evaluation);
    });
  });

  it('runs to its end on all 1,321 poems, and finds passages in them', async () => {
    const outcome = await trainOn(englishCorpus, { preset: 'seed', epochs: 2 });
    expect(outcome).toMatchObject({ status: 'complete', poems: 1321, epochs: 2 });
    expect(outcome.chunks).toBeGreaterThan(20_000);
    const passages = await findNeighbours(outcome.run, 'Shall I compare thee to a summer’s day?', { count: 5 });
    expect(passages.length).toBe(5);
    for (const { file, startLine, endLine, similarity } of passages) {
      expect(file).toMatch(/\.txt$/);
      expect(startLine).toBeLessThanOrEqual(endLine);
      expect(Math.abs(similarity)).toBeLessThanOrEqual(1);
    }
  });
});
