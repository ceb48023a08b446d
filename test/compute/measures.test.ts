import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { median } from '../../src/analysis/histogram.ts';
import { jobs } from '../../src/compute/jobs.ts';
import { measureDimensions } from '../../src/compute/measure-dimensions.ts';
import { passageErrors } from '../../src/compute/passage-errors.ts';
import { sessionOf, type RunSession } from '../../src/compute/run-session.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { Dimensions, PassageErrors } from '../../src/protocol/measure-messages.ts';
import { methodReaders } from '../../src/protocol/read-compute-messages.ts';
import type { StoredChunk } from '../../src/runs/stored-chunk.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

let session: RunSession;
let chunks: readonly StoredChunk[];
let evaluation: HeldOutEvaluation;
let errors: PassageErrors;
const untouched = { signal: new AbortController().signal, onProgress: () => undefined };

beforeAll(async () => {
  const { run } = await trainFolder(
    { folder: folderOfPoems(16), preset: 'quick', epochs: 3 },
    {},
    new AbortController().signal,
  );
  session = await sessionOf(run);
  chunks = await session.chunks();
  evaluation = (await session.run.evaluation()) as HeldOutEvaluation;
  errors = await passageErrors(session);
});

describe('the errors of a run’s passages', () => {
  it('count every passage once in its part', () => {
    const inPart = (split: string): number => chunks.filter((chunk) => chunk.split === split).length;
    expect(errors.heldOutPart).toBe('test');
    expect(errors.passages).toEqual({
      heldOut: inPart('test'),
      training: inPart('train'),
      others: inPart('validation'),
    });
    for (const name of ['mse', 'cosine'] as const) {
      const total = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0);
      expect(total(errors[name].heldOut.counts)).toBe(errors.passages.heldOut);
      expect(total(errors[name].training.counts)).toBe(errors.passages.training);
      expect(total(errors[name].meanWord.counts)).toBe(errors.passages.heldOut);
    }
  });

  it('are those of the evaluation, and their medians those of the run’s table', async () => {
    const table = await session.table();
    for (const name of ['mse', 'cosine'] as const) {
      expect(errors[name].heldOut.median).toBeCloseTo(median(evaluation.perChunk.map((chunk) => chunk[name])), 4);
      expect(errors[name].median).toBe(median(table[name]));
    }
  });

  it('stand beside the evaluation’s mean word vector', async () => {
    // Over all held-out tokens the guesses have the mean error that the evaluation measured.
    const { rankings } = errors;
    const ranking = rankings.find(({ part, by }) => part === 'heldOut' && by === 'mse')!;
    expect(errors.mse.meanWord.median).toBeGreaterThan(0);
    const mean = await session.meanVector();
    const { dimension } = session.run.config.vectors;
    for (const { row, meanWordMse } of [...ranking.best, ...ranking.worst]) {
      const { tokens } = chunks[row]!;
      const squares = tokens.flatMap((id) =>
        Array.from(mean, (guess, d) => (session.vectors[id * dimension + d]! - guess) ** 2),
      );
      expect(meanWordMse).toBeCloseTo(squares.reduce((sum, x) => sum + x, 0) / squares.length, 5);
    }
  });

  it('rank the best and the worst of each part by each measure', async () => {
    const table = await session.table();
    expect(errors.rankings.map(({ part, by }) => `${part} ${by}`)).toEqual([
      ...['heldOut mse', 'heldOut cosine', 'training mse', 'training cosine'],
    ]);
    for (const { part, by, best, worst } of errors.rankings) {
      const split = part === 'training' ? 'train' : 'test';
      const of = chunks.filter((chunk) => chunk.split === split).map(({ index }) => index);
      const sign = by === 'mse' ? 1 : -1;
      const sorted = of.map((row) => table[by][row]!).sort((a, b) => sign * (a - b));
      expect(best.map((passage) => passage[by])).toEqual(sorted.slice(0, 10));
      expect(worst.map((passage) => passage[by])).toEqual(sorted.slice(-10).reverse());
      for (const { row, title, author, startLine, endLine, opening, mse, cosine } of [...best, ...worst]) {
        const chunk = chunks[row]!;
        expect({ title, author }).toEqual({ title: chunk.title, author: chunk.author });
        expect([startLine, endLine]).toEqual([chunk.range.start.line + 1, chunk.range.end.line + 1]);
        expect(opening).toBe(table.opening(row));
        expect([mse, cosine]).toEqual([table.mse[row], table.cosine[row]]);
      }
    }
  });

  it('arrive as messages', () => {
    expect(methodReaders.passageErrors.result(structuredClone(errors), 'result')).toEqual(errors);
  });
});

describe('the dimensions of a run', () => {
  let measured: Dimensions;
  beforeAll(async () => {
    measured = await measureDimensions(session, untouched);
  });

  it('count the words of its poems as often as they occur', () => {
    const { words } = measured;
    const { counts } = session.vocabulary;
    expect(words.occurrences).toBe(counts.reduce((sum, count) => sum + count, 0));
    expect(words.distinct).toBe(counts.filter((count) => count > 0).length);
    for (const { shares, for90, for95, heldByBottleneck } of [words.weighted, words.once]) {
      expect(shares).toHaveLength(words.dimension);
      const held = (components: number): number => shares.slice(0, components).reduce((sum, share) => sum + share, 0);
      expect(held(words.dimension)).toBeCloseTo(1, 9);
      expect([held(for90 - 1) < 0.9, held(for90) >= 0.9]).toEqual([true, true]);
      expect([held(for95 - 1) < 0.95, held(for95) >= 0.95]).toEqual([true, true]);
      expect(heldByBottleneck).toBeCloseTo(held(18), 9);
    }
    expect(words.suggested).toEqual({
      least: Math.max(1, words.weighted.for90 - 5),
      most: Math.min(words.dimension, words.weighted.for95 + 5),
    });
    expect(words.exponents).toEqual({
      full: 2 * words.dimension,
      least: 2 * words.suggested.least,
      most: 2 * words.suggested.most,
      run: 36,
    });
  });

  it('have the evaluation’s figures for the held-out passages', () => {
    const { bottleneck } = measured;
    expect(bottleneck.heldOut!.passages).toBe(evaluation.chunks);
    expect(bottleneck.heldOut!.deviation).toBeCloseTo(evaluation.bottleneck.deviation!, 5);
    expect(bottleneck.heldOut!.directions).toBeCloseTo(evaluation.bottleneck.directions!, 3);
    expect(bottleneck.passages).toBe(chunks.length);
    expect(bottleneck.correlations).toHaveLength(18 * 18);
  });

  it('arrive as messages, and are measured once', async () => {
    expect(methodReaders.dimensions.result(structuredClone(measured), 'result')).toEqual(measured);
    expect(await measureDimensions(session, untouched)).toBe(measured);
  });

  it('are given up when nobody wants them any more, and measured for whoever still does', async () => {
    const copy = path.join(temporaryFolder(), 'copy');
    cpSync(session.run.folder, copy, { recursive: true });
    const fresh = await sessionOf(copy);
    const abort = new AbortController();
    const progress: [number, number][] = [];
    const first = measureDimensions(fresh, {
      signal: abort.signal,
      onProgress: (done, total) => {
        progress.push([done, total]);
        abort.abort();
      },
    });
    const second = measureDimensions(fresh, untouched);
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(await second).toEqual(measured);
    expect(progress).toEqual([[expect.any(Number), 2 * measured.words.distinct]]);
    expect(methodReaders.dimensions.progress({ done: progress[0]![0], total: progress[0]![1] }, '')).toBeTruthy();
  });

  it('are refused in words where the run is damaged', async () => {
    const copy = path.join(temporaryFolder(), 'damaged');
    cpSync(session.run.folder, copy, { recursive: true });
    writeFileSync(path.join(copy, 'vectors.safetensors'), 'no vectors');
    const asked = { run: copy };
    for (const job of [jobs.dimensions, jobs.passageErrors])
      await expect(
        job(
          asked,
          () => undefined,
          untouched.signal,
          () => undefined,
        ),
      ).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringContaining('vectors.safetensors') as string,
      });
  });
});
