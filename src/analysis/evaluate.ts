import type { Random } from '../corpus/random.ts';
import type { Network } from '../engine/engine.ts';
import { fitBaselines, flattenedCoordinates } from './baselines.ts';
import { resampleGroups } from './bootstrap.ts';
import { bottleneckStatistics } from './bottleneck-statistics.ts';
import type { EmbeddedChunks } from './embedded-chunks.ts';
import type { HeldOutEvaluation, NetworkScore, PositionError } from './evaluation.ts';
import type { Kin } from './kinship.ts';
import { measureNeighbours } from './neighbour-measures.ts';
import { scorePredictors } from './score-predictors.ts';
import { verdictsOn } from './verdicts.ts';
import { recoverWords } from './word-recovery.ts';

/** `places` and `authors` are in the order of `chunks`. */
export interface EvaluationInput extends Kin {
  /** Made for at least `analysisBatchRows` rows. */
  network: Network;
  chunks: EmbeddedChunks;
  /** Chunk indices; the baselines are fitted on these. */
  trainChunks: Int32Array;
  /** Chunk indices of poems kept out of the training; at least one. */
  heldOutChunks: Int32Array;
  split: 'test' | 'validation';
  /** Chunk indices of the poems that chose the best epoch, where they are not the held-out ones. */
  validationChunks: Int32Array;
  /** The token that ends a line. */
  lineBreak: number;
  /** Bottleneck vectors of all chunks, [chunks, Z]. */
  bottleneck: Float32Array;
  /** For the random start of the baselines' fit, the drawing of poems, and random vectors. */
  random: Random;
}

/** Scores the network on held-out chunks, with its baselines beside it. */
export async function evaluateHeldOut(
  input: EvaluationInput,
  options: { signal?: AbortSignal; onProgress?(done: number, total: number): void } = {},
): Promise<HeldOutEvaluation> {
  const { network, chunks, heldOutChunks, trainChunks, validationChunks, random } = input;
  const { signal } = options;
  const size = network.specification.bottleneckSize;
  const poemOfChunk = Array.from(heldOutChunks, (chunk) => input.places[chunk]!.poem);
  const poems = [...new Set(poemOfChunk)];
  const groupOf = new Map(poems.map((poem, group) => [poem, group]));
  const resampling = resampleGroups(poems.length, random.fork('poems'));
  const baselines = await fitBaselines(chunks, trainChunks, size, random.fork('baselines'), signal);
  const groups = { poemOf: poemOfChunk.map((poem) => groupOf.get(poem)!), poems: poems.length, resampling };
  const { tally, ...scores } = await scorePredictors(input, baselines, groups, options);
  const byPosition = tally.byPosition();
  const heldOut: NetworkScore = { ...scores.network, byPosition, ...stretchMeans(byPosition) };
  const statistics = bottleneckStatistics(input.bottleneck, size, heldOutChunks);
  const neighbours = await measureNeighbours(
    {
      ...{ kin: input, chunks, trainChunks, heldOutChunks, baselines, resampling, poems },
      ...{ bottleneck: input.bottleneck, bottleneckSize: size },
      coordinates: await flattenedCoordinates(baselines, signal),
      random: random.fork('vectors'),
    },
    signal,
  );
  const words = await recoverWords(
    {
      ...{ network, chunks, heldOutChunks, baselines, lineBreak: input.lineBreak },
      otherChunks:
        validationChunks.length > 0
          ? { split: 'validation', chunks: validationChunks }
          : { split: 'train', chunks: trainChunks },
      scale: scores.baselines.meanVector.mse,
    },
    signal,
  );
  return {
    split: input.split,
    poems: poems.length,
    chunks: heldOutChunks.length,
    tokens: tally.tokens,
    heldOut,
    baselines: scores.baselines,
    aboveLinear: scores.aboveLinear,
    perChunk: tally.perChunk(),
    bottleneck: statistics,
    neighbours,
    words,
    verdicts: verdictsOn(heldOut, scores.baselines, statistics),
  };
}

/** Means over the seed notebook's stretches: its slices [:10], [20:30] and [40:] of the positions. */
export function stretchMeans(byPosition: readonly PositionError[]): Pick<NetworkScore, 'early' | 'middle' | 'late'> {
  const mean = (first: number, last: number): number | null => {
    const errors = byPosition.filter(({ position }) => position >= first && position <= last);
    return errors.length > 0 ? errors.reduce((sum, { mse }) => sum + mse, 0) / errors.length : null;
  };
  return { early: mean(1, 10), middle: mean(21, 30), late: mean(41, Infinity) };
}
