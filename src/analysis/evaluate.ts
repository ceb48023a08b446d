import type { Network } from '../engine/engine.ts';
import { fitBaselines, predictBaselines, type FittedBaselines } from './baselines.ts';
import { batchOfChunks, flattenedRows, type EmbeddedChunks } from './embedded-chunks.ts';
import { analysisBatchRows } from './encode.ts';
import { bottleneckStatistics } from './bottleneck-statistics.ts';
import type { HeldOutEvaluation, NetworkScore, PositionError } from './evaluation.ts';
import { answerableQueries, measureChance, measureNeighbours, type NeighbourMeasures } from './neighbour-measures.ts';
import type { ChunkPlace } from './neighbours.ts';
import { coordinatesOf } from './principal-components.ts';
import { createReconstructionTally, type ReconstructionTally } from './reconstruction-tally.ts';
import { verdictsOn } from './verdicts.ts';
import { yieldToEvents } from './yield-to-events.ts';

export interface EvaluationInput {
  /** Made for at least `analysisBatchRows` rows. */
  network: Network;
  chunks: EmbeddedChunks;
  /** Where each chunk stands, in the order of `chunks`: a poem's chunks follow one another. */
  places: readonly ChunkPlace[];
  /** Chunk indices; the baselines are fitted on these. */
  trainChunks: Int32Array;
  /** Chunk indices of poems kept out of the training; at least one. */
  heldOutChunks: Int32Array;
  split: 'test' | 'validation';
  /** Bottleneck vectors of all chunks, [chunks, Z]. */
  bottleneck: Float32Array;
  /** For the random start of the baselines' fit. */
  random: { normal(): number };
}

/** Scores the network on held-out chunks, with its baselines beside it. */
export async function evaluateHeldOut(
  input: EvaluationInput,
  options: { signal?: AbortSignal; onProgress?(done: number, total: number): void } = {},
): Promise<HeldOutEvaluation> {
  const { network, chunks, heldOutChunks, trainChunks } = input;
  const size = network.specification.bottleneckSize;
  const baselines = await fitBaselines(chunks, trainChunks, size, input.random, options.signal);
  const tallies = {
    network: createReconstructionTally(chunks),
    meanVector: createReconstructionTally(chunks),
    pca: createReconstructionTally(chunks),
    meanPooledPca: createReconstructionTally(chunks),
  };
  for (let from = 0; from < heldOutChunks.length; from += analysisBatchRows) {
    const indices = heldOutChunks.subarray(from, from + analysisBatchRows);
    const { reconstruction } = await network.reconstruct(batchOfChunks(chunks, indices));
    const predictions = { network: reconstruction, ...(await predictBaselines(baselines, indices)) };
    const stride = chunks.window * chunks.dimension;
    for (const [name, tally] of Object.entries(tallies) as [keyof typeof tallies, ReconstructionTally][])
      indices.forEach((chunk, row) => tally.add(chunk, predictions[name], row * stride));
    options.onProgress?.(from + indices.length, heldOutChunks.length);
    await yieldToEvents(options.signal);
  }
  const scoreOf = (tally: ReconstructionTally): { mse: number; cosine: number; varianceExplained: number } => {
    const reference = tallies.meanVector.mse();
    const varianceExplained = reference > 0 ? 1 - tally.mse() / reference : 0;
    return { mse: tally.mse(), cosine: tally.cosine(), varianceExplained };
  };
  const byPosition = tallies.network.byPosition();
  const heldOut: NetworkScore = { ...scoreOf(tallies.network), byPosition, ...stretchMeans(byPosition) };
  const scores = {
    meanVector: scoreOf(tallies.meanVector),
    pca: { ...scoreOf(tallies.pca), components: baselines.flattened.rank },
    meanPooledPca: { ...scoreOf(tallies.meanPooledPca), components: baselines.meanPooled.rank },
  };
  const statistics = bottleneckStatistics(input.bottleneck, size, heldOutChunks);
  return {
    split: input.split,
    poems: new Set(Array.from(heldOutChunks, (chunk) => input.places[chunk]!.poem)).size,
    chunks: heldOutChunks.length,
    tokens: tallies.network.tokens,
    heldOut,
    baselines: scores,
    perChunk: tallies.network.perChunk(),
    bottleneck: statistics,
    neighbours: await measureAll(input, baselines, options.signal),
    verdicts: verdictsOn(heldOut, scores, statistics),
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

async function measureAll(
  input: EvaluationInput,
  baselines: FittedBaselines,
  signal?: AbortSignal,
): Promise<NeighbourMeasures | null> {
  const { places, heldOutChunks, trainChunks } = input;
  const queries = answerableQueries(places, heldOutChunks);
  if (queries.length === 0) return null;
  const { centred, flattened } = baselines;
  const total = places.length;
  const coordinates = new Float32Array(total * flattened.rank);
  for (let from = 0; from < total; from += 512) {
    const indices = Int32Array.from({ length: Math.min(512, total - from) }, (_, i) => from + i);
    coordinates.set(await coordinatesOf(flattened, flattenedRows(centred, indices)), from * flattened.rank);
    await yieldToEvents(signal);
  }
  const measure = (vectors: Float32Array, size: number): Promise<NeighbourMeasures['pca']> =>
    measureNeighbours(places, vectors, size, queries, trainChunks, signal);
  return {
    queries: queries.length,
    chance: measureChance(places, queries),
    bottleneck: await measure(input.bottleneck, input.network.specification.bottleneckSize),
    pca: flattened.rank > 0 ? await measure(coordinates, flattened.rank) : measureChance(places, queries),
    meanPooled: await measure(baselines.pooled, centred.dimension),
  };
}
