import type { Network } from '../engine/engine.ts';
import { baselineNames, predictBaselines, type BaselineName, type FittedBaselines } from './baselines.ts';
import { pooledRatio, type Resampling } from './bootstrap.ts';
import { batchOfChunks, type EmbeddedChunks } from './embedded-chunks.ts';
import { analysisBatchRows } from './encode.ts';
import type { AboveLinear, Baselines, ReconstructionScore } from './evaluation.ts';
import { createReconstructionTally, type ReconstructionTally } from './reconstruction-tally.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** The tallies and scores of the network and its baselines. */
export interface PredictorScores {
  tally: ReconstructionTally;
  network: ReconstructionScore;
  baselines: Baselines;
  aboveLinear: AboveLinear;
}

type Predictor = 'network' | BaselineName;

/** `poemOf` says which of the resampled poems each of `heldOutChunks` is of, [held-out chunks]. */
export async function scorePredictors(
  input: { network: Network; chunks: EmbeddedChunks; heldOutChunks: Int32Array },
  baselines: FittedBaselines,
  groups: { poemOf: readonly number[]; poems: number; resampling: Resampling },
  options: { signal?: AbortSignal; onProgress?(done: number, total: number): void } = {},
): Promise<PredictorScores> {
  const { network, chunks, heldOutChunks } = input;
  const names: readonly Predictor[] = ['network', ...baselineNames];
  const tallies = Object.fromEntries(
    names.map((name) => [name, createReconstructionTally(chunks, baselines.weights)]),
  ) as Record<Predictor, ReconstructionTally>;
  for (let from = 0; from < heldOutChunks.length; from += analysisBatchRows) {
    const indices = heldOutChunks.subarray(from, from + analysisBatchRows);
    const { reconstruction } = await network.reconstruct(batchOfChunks(chunks, indices));
    const predictions = { network: reconstruction, ...(await predictBaselines(baselines, indices)) };
    const stride = chunks.window * chunks.dimension;
    for (const name of names)
      indices.forEach((chunk, row) => tallies[name].add(chunk, predictions[name], row * stride));
    options.onProgress?.(from + indices.length, heldOutChunks.length);
    await yieldToEvents(options.signal);
  }

  const { poemOf, poems, resampling } = groups;
  const byPoem = (values: readonly number[]): Float64Array => {
    const sums = new Float64Array(poems);
    values.forEach((value, i) => (sums[poemOf[i]!]! += value));
    return sums;
  };
  const errors = (name: Predictor): Float64Array => byPoem(tallies[name].sums().error);
  const weightedErrors = (name: Predictor): Float64Array => byPoem(tallies[name].sums().weightedError);
  const references = { plain: errors('meanVector'), weighted: weightedErrors('weightedMeanVector') };
  // Where the words do not vary at all there is nothing to explain.
  const explained = (left: Float64Array, reference: Float64Array) => {
    const share = pooledRatio(left, reference);
    return (times: Float64Array): number => {
      const unexplained = share(times);
      return Number.isNaN(unexplained) ? 0 : 1 - unexplained;
    };
  };
  const plain = (name: Predictor) => explained(errors(name), references.plain);
  const weighted = (name: Predictor) => explained(weightedErrors(name), references.weighted);
  const scoreOf = (name: Predictor): ReconstructionScore => {
    const [one, other] = [resampling.estimate(plain(name)), resampling.estimate(weighted(name))];
    return {
      mse: tallies[name].mse(),
      cosine: tallies[name].cosine(),
      varianceExplained: one.value,
      weightedVarianceExplained: other.value,
      intervals: { varianceExplained: one.interval, weightedVarianceExplained: other.interval },
    };
  };
  const above = (of: (name: Predictor) => (times: Float64Array) => number, other: Predictor) => {
    const [mine, theirs] = [of('network'), of(other)];
    return resampling.estimate((times) => mine(times) - theirs(times));
  };
  const scores: Baselines = {
    meanVector: scoreOf('meanVector'),
    pca: { ...scoreOf('pca'), components: baselines.flattened.rank },
    meanPooledPca: { ...scoreOf('meanPooledPca'), components: baselines.meanPooled.rank },
    weightedMeanVector: scoreOf('weightedMeanVector'),
    weightedPca: { ...scoreOf('weightedPca'), components: baselines.weighted.code.rank },
  };
  const strongest =
    scores.pca.weightedVarianceExplained > scores.weightedPca.weightedVarianceExplained ? 'pca' : 'weightedPca';
  return {
    tally: tallies.network,
    network: scoreOf('network'),
    baselines: scores,
    aboveLinear: { varianceExplained: above(plain, 'pca'), weightedVarianceExplained: above(weighted, strongest) },
  };
}
