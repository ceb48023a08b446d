import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateRun } from '../../src/compute/evaluate-run.ts';
import { findNeighbours } from '../../src/compute/find-neighbours.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { TrainOutcome } from '../../src/compute/train-request.ts';
import { englishCorpus, hasEnglishCorpus } from '../corpus/english-corpus.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'poetry-english-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trainOn = (poems: string, epochs: number): Promise<TrainOutcome> =>
  trainFolder(
    { folder: poems, runsFolder: path.join(folder, 'runs'), preset: 'seed', epochs },
    {},
    new AbortController().signal,
  );

describe.skipIf(!hasEnglishCorpus)('training on the English corpus', { timeout: 600_000 }, () => {
  it('runs to its end on a subset of 128 poems, with the whole curriculum', async () => {
    const subset = path.join(folder, 'subset');
    const files = readdirSync(englishCorpus, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.txt'))
      .sort();
    for (const file of files.filter((_, i) => i % 10 === 0).slice(0, 128))
      cpSync(path.join(englishCorpus, file), path.join(subset, file));
    const outcome = await trainOn(subset, 50);
    expect(outcome).toMatchObject({ status: 'complete', poems: 128, epochs: 50 });
    expect(outcome.trainLoss).toBeLessThan(0.25);
    const { evaluation } = await evaluateRun(outcome.run);
    expect(evaluation).toEqual(outcome.evaluation);
  });

  it('runs to its end on all 1,321 poems, and finds passages in them', async () => {
    const outcome = await trainOn(englishCorpus, 3);
    expect(outcome).toMatchObject({ status: 'complete', poems: 1321, epochs: 3 });
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
