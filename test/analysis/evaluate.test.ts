import { describe, expect, it } from 'vitest';
import { centredChunks, flattenedRows, meanWordVector } from '../../src/analysis/embedded-chunks.ts';
import { bottleneckStatistics } from '../../src/analysis/bottleneck-statistics.ts';
import { evaluateHeldOut, stretchMeans, type EvaluationInput } from '../../src/analysis/evaluate.ts';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { evaluationReport } from '../../src/analysis/evaluation-report.ts';
import { neighbourSpaces } from '../../src/analysis/neighbour-measures.ts';
import { inverseFrequencyWeights } from '../../src/analysis/word-weights.ts';
import { createRandom } from '../../src/corpus/random.ts';
import type { Network } from '../../src/engine/engine.ts';
import { madeUpChunks, predictor } from './made-up-chunks.ts';

const { chunks, places } = madeUpChunks(12, 5, 3);
const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);
const trainChunks = range(0, 45);
const heldOutChunks = range(45, 60);
/** Two poems each. */
const authors = places.map(({ poem }) => `author ${Math.floor(poem / 2)}`);

const evaluate = (
  network: Network,
  bottleneck: Float32Array = new Float32Array(60 * 3),
  change: Partial<EvaluationInput> = {},
): Promise<HeldOutEvaluation> =>
  evaluateHeldOut({
    network,
    chunks,
    places,
    authors,
    trainChunks,
    heldOutChunks,
    split: 'test',
    validationChunks: new Int32Array(),
    lineBreak: 2,
    bottleneck,
    random: createRandom(1),
    ...change,
  });

const knownTokens = (chunk: number): number =>
  chunks.tokens.subarray(chunk * 12, chunk * 12 + chunks.lengths[chunk]!).filter((token) => token !== 1).length;

/** Word vectors of a batch, changed by `change`. */
const echo = (change: (x: number, d: number) => number): Network =>
  predictor(3, (batch) => {
    const out = new Float32Array(batch.rows * batch.steps * 8);
    for (let i = 0; i < out.length; i++)
      out[i] = change(chunks.vectors[batch.tokens[Math.floor(i / 8)]! * 8 + (i % 8)]!, i % 8);
    return out;
  });

describe('evaluation on held-out chunks', () => {
  it('finds nothing explained by the mean word vector of the training tokens, whatever the padding predicts', async () => {
    const mean = meanWordVector(chunks, trainChunks);
    const { heldOut, baselines } = await evaluate(echo((_, d) => mean[d]!));
    expect(heldOut.varianceExplained).toBeCloseTo(0, 6);
    expect(baselines.meanVector.varianceExplained).toBe(0);
    expect(heldOut.cosine).toBeCloseTo(baselines.meanVector.cosine, 6);
  });

  it('finds everything explained by a perfect reconstruction', async () => {
    const { heldOut } = await evaluate(echo((x) => x));
    expect(heldOut).toMatchObject({ mse: 0, varianceExplained: 1 });
    expect(heldOut.cosine).toBeCloseTo(1, 6);
  });

  it('measures the error over valid tokens, by position and by chunk, in agreement', async () => {
    const { heldOut, perChunk, tokens } = await evaluate(echo((x) => x + 0.5));
    expect(heldOut.mse).toBeCloseTo(0.25, 6);
    expect(tokens).toBe(heldOutChunks.reduce((sum, chunk) => sum + chunks.lengths[chunk]!, 0));
    expect(heldOut.byPosition.reduce((sum, { count }) => sum + count, 0)).toBe(tokens);
    expect(heldOut.byPosition[0]).toMatchObject({ position: 1, count: 15 });
    expect(perChunk.map(({ chunk }) => chunk)).toEqual([...heldOutChunks]);
    for (const { mse } of [...perChunk, ...heldOut.byPosition]) expect(mse).toBeCloseTo(0.25, 6);
  });

  it('lets PCA on training chunks explain more than the mean, and all of it with as many components as there are', async () => {
    const narrow = await evaluate(echo((x) => x));
    expect(narrow.baselines.pca.components).toBe(3);
    expect(narrow.baselines.meanPooledPca.varianceExplained).toBeGreaterThan(0);
    const wide = await evaluateHeldOut({
      network: predictor(96, ({ rows }) => new Float32Array(rows * 96)),
      chunks,
      places,
      authors,
      trainChunks: range(0, 60),
      heldOutChunks,
      split: 'test',
      validationChunks: new Int32Array(),
      lineBreak: 2,
      bottleneck: new Float32Array(60 * 96),
      random: createRandom(1),
    });
    // 60 chunks span 59 directions around their mean, the held-out ones among them.
    expect(wide.baselines.pca.components).toBe(59);
    expect(wide.baselines.pca.varianceExplained).toBeCloseTo(1, 5);
  });

  it('finds more of a poem by its mean word vectors than by chance', async () => {
    const random = createRandom(2);
    const noise = Float32Array.from({ length: 60 * 3 }, () => random.normal());
    const { neighbours } = await evaluate(
      echo((x) => x),
      noise,
    );
    expect(neighbours).toMatchObject({ queries: 15, authorQueries: 15, asked: 15, answerable: 15 });
    expect(neighbours!.meanPooled.sameAuthorAt5).toBeGreaterThanOrEqual(0);
    for (const space of neighbourSpaces) {
      if (space === 'bottleneck') continue;
      const { value, interval } = neighbours!.above[space].samePoemAt5!;
      expect(value).toBeCloseTo(neighbours!.bottleneck.samePoemAt5 - neighbours![space].samePoemAt5, 9);
      expect(interval!.low).toBeLessThanOrEqual(interval!.high);
    }
    expect(neighbours!.meanPooled.samePoemAt5).toBeGreaterThan(2 * neighbours!.chance.samePoemAt5);
    // Each chunk has 60 - overlapping others, of which 2 or 3 are of its poem.
    expect(neighbours!.chance.samePoemAt5).toBeGreaterThan(2 / 60);
    expect(neighbours!.chance.samePoemAt5).toBeLessThan(3 / 57);
  });

  it('weighs rare words more, for the network and for baselines fitted to that', async () => {
    const weights = inverseFrequencyWeights(chunks, trainChunks);
    const weightedMean = meanWordVector(chunks, trainChunks, weights);
    const { heldOut, baselines, aboveLinear } = await evaluate(echo((_, d) => weightedMean[d]!));
    expect(heldOut.weightedVarianceExplained).toBeCloseTo(0, 6);
    expect(baselines.weightedMeanVector.weightedVarianceExplained).toBe(0);
    // Each mean is the best constant for its own error on the chunks it was fitted to.
    const fitted = await evaluate(
      echo((x) => x),
      undefined,
      { trainChunks: heldOutChunks },
    );
    expect(fitted.baselines.weightedMeanVector.varianceExplained).toBeLessThan(0);
    expect(fitted.baselines.meanVector.weightedVarianceExplained).toBeLessThan(0);
    expect(fitted.baselines.weightedPca.weightedVarianceExplained).toBeGreaterThan(
      fitted.baselines.pca.weightedVarianceExplained,
    );
    const strongest = Math.max(
      baselines.pca.weightedVarianceExplained,
      baselines.weightedPca.weightedVarianceExplained,
    );
    expect(aboveLinear.weightedVarianceExplained.value).toBeCloseTo(-strongest, 6);
    const perfect = await evaluate(echo((x) => x));
    expect(perfect.heldOut.weightedVarianceExplained).toBe(1);
    expect(perfect.aboveLinear.varianceExplained.value).toBeCloseTo(1 - perfect.baselines.pca.varianceExplained, 6);
  });

  it('gives an interval around each figure, and of the difference from the linear method', async () => {
    const { heldOut, baselines, aboveLinear } = await evaluate(echo((x) => x + 0.5));
    for (const score of [heldOut, baselines.pca, baselines.weightedPca]) {
      expect(score.intervals.varianceExplained!.low).toBeLessThanOrEqual(score.varianceExplained);
      expect(score.intervals.varianceExplained!.high).toBeGreaterThanOrEqual(score.varianceExplained);
      expect(score.intervals.weightedVarianceExplained!.low).toBeLessThanOrEqual(score.weightedVarianceExplained);
    }
    expect(baselines.meanVector.intervals.varianceExplained).toEqual({ low: 0, high: 0 });
    const { value, interval } = aboveLinear.varianceExplained;
    expect(value).toBeCloseTo(heldOut.varianceExplained - baselines.pca.varianceExplained, 9);
    expect(interval!.low).toBeLessThan(value);
    expect(interval!.high).toBeGreaterThan(value);
  });

  it('is the same each time', async () => {
    expect(await evaluate(echo((x) => x + 0.5))).toEqual(await evaluate(echo((x) => x + 0.5)));
  });

  it('reads a perfect reconstruction as the words that stand there', async () => {
    const { words } = await evaluate(echo((x) => x));
    expect(words).toMatchObject({ chunks: 15, words: 59, temperatureFrom: { split: 'train' } });
    // The word of id 1 counts as unknown: it cannot be read.
    const unread = words.tokens - heldOutChunks.reduce((sum, chunk) => sum + knownTokens(chunk), 0);
    expect(words.network.exact).toBeCloseTo(1 - unread / words.tokens, 9);
    expect(words.pca.exact).toBeLessThan(words.network.exact);
    expect(words.network.perplexity).toBeLessThan(words.pca.perplexity);
    expect(words.network.lineBreaks).toEqual({ precision: 1, recall: 1, f1: 1 });
  });

  it('tells nothing of authors where they are not known', async () => {
    const unknown = await evaluate(
      echo((x) => x),
      undefined,
      { authors: places.map(() => '') },
    );
    expect(unknown.neighbours).toMatchObject({
      queries: 15,
      authorQueries: 0,
      above: { meanPooled: { sameAuthorAt5: null }, chance: { sameAuthorAt5: null } },
    });
    expect(unknown.neighbours!.meanPooled).toMatchObject({ sameAuthorAt5: null, intervals: { sameAuthorAt5: null } });
    const report = evaluationReport(unknown, 3).join('\n');
    expect(report).toContain('nothing tells whether authors are found');
    expect(report).not.toMatch(/NaN|undefined|null/);
  });

  it('has no interval for a single held-out poem, and its report says why', async () => {
    const single = await evaluate(
      echo((x) => x),
      undefined,
      { heldOutChunks: range(55, 60) },
    );
    expect(single.heldOut.intervals).toEqual({ varianceExplained: null, weightedVarianceExplained: null });
    expect(evaluationReport(single, 3).join('\n')).toContain('A single held-out poem');
  });

  it('has a report that shows the baselines beside the network', async () => {
    const report = evaluationReport(await evaluate(echo((x) => x)), 3).join('\n');
    expect(report).toMatch(/the network \(3 numbers\) +100\.0%/);
    expect(report).toMatch(/the average word, always +0\.0%/);
    expect(report).toMatch(/the best linear method for it \(3 numbers\) +-?[\d.]+%/);
    expect(report).toMatch(/shared words \(TF-IDF\) +[\d.]+% \([\d.]+ to [\d.]+\)/);
    expect(report).toMatch(/in all 15 passages/);
    expect(report).not.toMatch(/NaN|undefined|null/);
    expect(report).toContain('3 held-out poems (15 passages)');
  });
});

describe('verdicts', () => {
  const about = async (network: Network, bottleneck?: Float32Array): Promise<Record<string, boolean>> =>
    Object.fromEntries((await evaluate(network, bottleneck)).verdicts.map(({ about, good }) => [about, good]));

  it('are good for a network that beats PCA, is even along the chunk and tells chunks apart', async () => {
    const random = createRandom(3);
    const spread = Float32Array.from({ length: 60 * 3 }, () => random.normal());
    expect(
      await about(
        echo((x) => x + 0.01),
        spread,
      ),
    ).toEqual({ reconstruction: true, positions: true, diversity: true });
  });

  it('are bad for a network that predicts nothing, and for a bottleneck that does not vary', async () => {
    expect(await about(echo(() => 0))).toMatchObject({ reconstruction: false, diversity: false });
  });

  it('tell an error at the end of more than twice that of the beginning', async () => {
    const network = predictor(3, ({ tokens, rows, steps }) => {
      const out = new Float32Array(rows * steps * 8);
      for (let i = 0; i < out.length; i++) {
        const step = Math.floor(i / 8) % steps;
        out[i] = chunks.vectors[tokens[Math.floor(i / 8)]! * 8 + (i % 8)]! + 0.1 * (1 + step);
      }
      return out;
    });
    expect((await about(network)).positions).toBe(false);
  });
});

describe('figures of the seed notebook', () => {
  it('average the positions over its slices [:10], [20:30] and [40:]', () => {
    const byPosition = Array.from({ length: 50 }, (_, t) => ({ position: t + 1, mse: t, count: 1 }));
    expect(stretchMeans(byPosition)).toEqual({ early: 4.5, middle: 24.5, late: 44.5 });
    expect(stretchMeans(byPosition.slice(0, 20))).toEqual({ early: 4.5, middle: null, late: null });
  });

  it('give mean, deviation with n - 1, and magnitude of the bottleneck', () => {
    const vectors = Float32Array.from([1, -2, 3, -2, 99, 99]);
    const statistics = { mean: 0, deviation: Math.SQRT2 / 2, magnitude: 2, directions: 1 };
    expect(bottleneckStatistics(vectors, 2, [0, 1])).toEqual(statistics);
    expect(bottleneckStatistics(vectors, 2, [0])).toMatchObject({ deviation: null, directions: null });
  });
});

describe('the directions a bottleneck spreads over', () => {
  it('are all of them where they vary alike and apart, and one where they vary together', () => {
    const apart = Float32Array.from([1, 0, -1, 0, 0, 1, 0, -1]);
    const together = Float32Array.from([1, 2, -1, -2, 3, 6, -3, -6]);
    expect(bottleneckStatistics(apart, 2, [0, 1, 2, 3]).directions).toBeCloseTo(2, 10);
    expect(bottleneckStatistics(together, 2, [0, 1, 2, 3]).directions).toBeCloseTo(1, 10);
  });
});

describe('embedded chunks', () => {
  it('are zero at padding once the mean is taken off, which is what filling with the mean amounts to', () => {
    const centred = centredChunks(chunks, meanWordVector(chunks, trainChunks));
    const flat = flattenedRows(centred, [0]);
    const length = chunks.lengths[0]!;
    expect(length).toBeLessThan(12);
    expect(flat.subarray(length * 8).every((x) => x === 0)).toBe(true);
    expect([...meanWordVector(centred, trainChunks)].every((x) => Math.abs(x) < 1e-6)).toBe(true);
  });
});
