import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { neighbourSpaces } from '../../src/analysis/neighbour-measures.ts';
import { figuresIn, heldOutFiguresOf } from '../../src/compute/held-out-figures.ts';
import { trainFolder } from '../../src/compute/train-folder.ts';
import { methodReaders } from '../../src/protocol/read-compute-messages.ts';
import { openRun, type Run } from '../../src/runs/read-run.ts';
import { folderOfPoems } from './sample-folder.ts';

let run: Run;
let evaluation: HeldOutEvaluation;
beforeAll(async () => {
  const settings = { folder: folderOfPoems(), preset: 'quick', epochs: 3 };
  run = await openRun((await trainFolder(settings, {}, new AbortController().signal)).run);
  evaluation = (await run.evaluation()) as HeldOutEvaluation;
});

/** The evaluation without some of its fields, as its file holds it. */
const without = (fields: RegExp): object =>
  JSON.parse(JSON.stringify(evaluation, (name, value: unknown) => (fields.test(name) ? undefined : value))) as object;

describe('the figures of a run on held-out poems', () => {
  it('are those of its evaluation, each with its interval', async () => {
    const figures = (await heldOutFiguresOf(run.folder))!;
    const { heldOut, baselines, aboveLinear, neighbours, words } = evaluation;
    expect(figures.scores.map(({ predictor }) => predictor)).toEqual([
      ...['network', 'pca', 'weightedPca', 'meanPooledPca', 'meanVector', 'weightedMeanVector'],
    ]);
    for (const score of figures.scores) {
      const of = score.predictor === 'network' ? heldOut : baselines[score.predictor];
      expect(score).toEqual({
        predictor: score.predictor,
        mse: of.mse,
        cosine: of.cosine,
        varianceExplained: { value: of.varianceExplained, interval: of.intervals.varianceExplained },
        weightedVarianceExplained: {
          value: of.weightedVarianceExplained,
          interval: of.intervals.weightedVarianceExplained,
        },
      });
    }
    expect(figures.aboveLinear).toEqual(aboveLinear);
    expect(figures.byPosition).toEqual(heldOut.byPosition);
    expect(figures.neighbours!.spaces.map(({ space }) => space)).toEqual(neighbourSpaces);
    for (const { space, found, networkAbove } of figures.neighbours!.spaces) {
      const { samePoemAt5, intervals } = neighbours![space];
      expect(found.samePoemAt5).toEqual({ value: samePoemAt5, interval: intervals.samePoemAt5 });
      expect(networkAbove.adjacentIn5).toEqual(space === 'bottleneck' ? null : neighbours!.above[space].adjacentIn5);
    }
    const { temperature: _, ...network } = words.network;
    expect(figures.words).toMatchObject({ chunks: words.chunks, tokens: words.tokens, words: words.words, network });
    expect(figures.verdicts).toEqual(evaluation.verdicts);
    expect(methodReaders.heldOutFigures.result({ figures }, 'result')).toEqual({ figures });
  });

  it('are all there is of a run that was measured without weights, intervals and decoded words', () => {
    const figures = figuresIn(
      without(
        /^(intervals|weighted.*|aboveLinear|above|sameAuthorAt5|authorQueries|asked|answerable|tfIdf|random|words)$/,
      ),
    )!;
    expect(figures.scores).toHaveLength(4);
    for (const score of figures.scores)
      expect(score).toMatchObject({ varianceExplained: { interval: null }, weightedVarianceExplained: null });
    expect(figures.aboveLinear).toEqual({ varianceExplained: null, weightedVarianceExplained: null });
    expect(figures.neighbours!.spaces.map(({ space }) => space)).toEqual([
      ...['bottleneck', 'pca', 'meanPooledPca', 'meanPooled', 'chance'],
    ]);
    expect(figures.neighbours!.authorQueries).toBeNull();
    expect(figures.words).toBeNull();
  });

  it('hold the network beside mean word vectors where a run was held beside these only', () => {
    const { above, ...neighbours } = evaluation.neighbours!;
    const figures = figuresIn({ ...evaluation, neighbours: { ...neighbours, aboveMeanPooled: above.meanPooled } })!;
    const heldBeside = figures.neighbours!.spaces.filter(({ networkAbove }) => networkAbove.samePoemAt5);
    expect(heldBeside.map(({ space, networkAbove }) => [space, networkAbove])).toEqual([
      ['meanPooled', above.meanPooled],
    ]);
  });

  it('leave out what is not a number or runs backwards', () => {
    const words = { ...evaluation.words, network: { ...evaluation.words.network, bleu: 'much' } };
    const pca = {
      ...evaluation.baselines.pca,
      intervals: { varianceExplained: { low: 2, high: 1 }, weightedVarianceExplained: null },
    };
    const figures = figuresIn({ ...evaluation, words, baselines: { ...evaluation.baselines, pca } })!;
    expect(figures.words).toBeNull();
    expect(figures.scores[1]!.varianceExplained.interval).toBeNull();
  });

  it('are none where the file holds something else', () => {
    const heldOut = { mse: 1, cosine: 0, varianceExplained: 0 };
    for (const value of [
      ...[null, 4, 'x', [], {}, { split: 'test' }, { split: 'test', poems: 1, chunks: 1 }],
      { split: 'test', poems: 1, chunks: 1, heldOut: { mse: 'much' } },
      { split: 'test', poems: -1, chunks: 1, heldOut },
      {
        split: 'test',
        poems: 1,
        chunks: 1,
        heldOut: { ...heldOut, byPosition: [{ position: 1, mse: null, count: 1 }] },
      },
    ])
      expect(figuresIn(value)).toBeNull();
    expect(figuresIn({ split: 'test', poems: 1, chunks: 1, heldOut })?.scores).toHaveLength(1);
  });

  it('are not told of a damaged evaluation', async () => {
    const file = path.join(run.folder, 'evaluation.json');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.replace('"heldOut"', '"heldout"'));
    await expect(heldOutFiguresOf(run.folder)).rejects.toThrow('evaluation.json');
    writeFileSync(file, whole);
  });
});
