import type { Random } from '../corpus/random.ts';
import type { FittedBaselines } from './baselines.ts';
import { pooledRatio, type Estimate, type Interval, type Resampling } from './bootstrap.ts';
import { weightedMeanPooledRows, type EmbeddedChunks } from './embedded-chunks.ts';
import { kinQueries, kinshipByChance, kinshipFound, type Kin, type KinQueries, type Kinship } from './kinship.ts';
import { cosineSearch, type SimilaritySearch } from './similarity-search.ts';
import { tfIdfSearch } from './tf-idf.ts';

export const kinshipMeasures = ['samePoemAt5', 'adjacentIn5', 'sameAuthorAt5'] as const;
export type KinshipMeasure = (typeof kinshipMeasures)[number];

/** How much of the poems' kinship a representation keeps, for held-out chunks searched among all chunks. */
export interface NeighbourMeasure {
  /** Share of the 5 nearest that are of the same poem; chunks that overlap the asked one are left out. */
  samePoemAt5: number;
  /** Share of chunks that have the chunk before or after them among their 5 nearest, none left out. */
  adjacentIn5: number;
  /** Share of the 5 nearest of other poems that are by the same author; null where no author is known to have two. */
  sameAuthorAt5: number | null;
  intervals: Record<KinshipMeasure, Interval | null>;
}

/** Ways to seek neighbours. `chance` is what drawing gives on average, `random` what random vectors gave. */
export const neighbourSpaces = [
  'bottleneck',
  'pca',
  'meanPooledPca',
  'meanPooled',
  'weightedMeanPooled',
  'tfIdf',
  'random',
  'chance',
] as const;
export type NeighbourSpace = (typeof neighbourSpaces)[number];
/** Those that the bottleneck is held beside. */
export type OtherSpace = Exclude<NeighbourSpace, 'bottleneck'>;

/**
 * `pca` are coordinates on the flattened chunk's principal components, `meanPooledPca` on those of the mean word vector,
 * both as wide as the bottleneck; `meanPooled` is the mean word vector with all its dimensions, `weightedMeanPooled` the
 * same with each word weighed by smooth inverse frequency. `tfIdf` finds the next chunk by the very words that they share
 * where they overlap.
 */
export interface NeighbourMeasures extends Record<NeighbourSpace, NeighbourMeasure> {
  /** Held-out chunks asked about whose poem holds a chunk that does not overlap them. */
  queries: number;
  /** Held-out chunks asked about whose author is known and has another poem. */
  authorQueries: number;
  /** Held-out chunks asked about, evenly spread over those that have something to find. */
  asked: number;
  answerable: number;
  /** Bottleneck - each other space, over the same questions: above 0 where the network is the better. */
  above: Record<OtherSpace, Record<KinshipMeasure, Estimate | null>>;
}

export interface NeighbourInput {
  kin: Kin;
  chunks: EmbeddedChunks;
  trainChunks: Int32Array;
  heldOutChunks: Int32Array;
  /** [chunks, bottleneckSize] */
  bottleneck: Float32Array;
  bottleneckSize: number;
  baselines: FittedBaselines;
  /** Coordinates of all chunks on the flattened chunk's components, [chunks, rank]. */
  coordinates: Float32Array;
  /** Of the held-out poems, in the order of `poems`. */
  resampling: Resampling;
  poems: readonly number[];
  random: Random;
}

/** All pairs of a question and a chunk are compared, so a large corpus is asked about only so many of its chunks. */
const mostQueries = 4000;

/** Null where no held-out chunk has another one of its poem to find. */
export async function measureNeighbours(
  input: NeighbourInput,
  signal?: AbortSignal,
): Promise<NeighbourMeasures | null> {
  const { kin, resampling } = input;
  const { answerable, ...queries } = kinQueries(kin, input.heldOutChunks, mostQueries);
  if (!queries.ofPoem.includes(1)) return null;
  const chance = kinshipByChance(kin, queries);
  const found = {} as Record<NeighbourSpace, Kinship>;
  for (const space of neighbourSpaces) {
    const search = searchIn(space, input);
    found[space] = search ? await kinshipFound(kin, queries, search, signal) : chance;
  }
  const sumsOf = sumsByPoem(kin, queries, input.poems);
  const measures = Object.fromEntries(
    neighbourSpaces.map((space) => [space, summarise(found[space], sumsOf, resampling)]),
  ) as Record<NeighbourSpace, NeighbourMeasure>;
  const difference = (space: OtherSpace, measure: KinshipMeasure): Estimate | null => {
    const differences = found.bottleneck[measure].map((value, i) => value - found[space][measure][i]!);
    return estimateOf(differences, sumsOf, resampling);
  };
  const others = neighbourSpaces.filter((space) => space !== 'bottleneck');
  const above = others.map((space) => [
    space,
    Object.fromEntries(kinshipMeasures.map((measure) => [measure, difference(space, measure)])),
  ]);
  return {
    queries: queries.ofPoem.reduce((sum, one) => sum + one, 0),
    authorQueries: queries.ofAuthor.reduce((sum, one) => sum + one, 0),
    asked: queries.chunks.length,
    answerable,
    ...measures,
    above: Object.fromEntries(above) as NeighbourMeasures['above'],
  };
}

/** Undefined where there is nothing but chance: rows that do not vary have no component. */
function searchIn(space: NeighbourSpace, input: NeighbourInput): SimilaritySearch | undefined {
  const { chunks, trainChunks, bottleneckSize, baselines, random } = input;
  const { flattened, meanPooled, pooled, weights, centred } = baselines;
  const total = chunks.lengths.length;
  const byCosine = (vectors: Float32Array, size: number): SimilaritySearch | undefined =>
    size === 0 ? undefined : cosineSearch(vectors, size, trainChunks);
  switch (space) {
    case 'bottleneck':
      return byCosine(input.bottleneck, bottleneckSize);
    case 'pca':
      return byCosine(input.coordinates, flattened.rank);
    case 'meanPooledPca':
      return byCosine(baselines.pooledCoordinates, meanPooled.rank);
    case 'meanPooled':
      return byCosine(pooled, chunks.dimension);
    case 'weightedMeanPooled':
      return byCosine(weightedMeanPooledRows(centred, weights), chunks.dimension);
    case 'tfIdf':
      return tfIdfSearch(chunks, trainChunks);
    case 'random':
      return byCosine(
        Float32Array.from({ length: total * bottleneckSize }, () => random.normal()),
        bottleneckSize,
      );
    case 'chance':
      return undefined;
  }
}

/** Sums over the queries of each poem that have the measure, and how many they are, [poems]. */
type PoemSums = (values: Float64Array) => { sums: Float64Array; counts: Float64Array };

function sumsByPoem(kin: Kin, queries: KinQueries, poems: readonly number[]): PoemSums {
  const places = new Map(poems.map((poem, i) => [poem, i]));
  const poemOf = Array.from(queries.chunks, (chunk) => places.get(kin.places[chunk]!.poem)!);
  return (values) => {
    const [sums, counts] = [new Float64Array(poems.length), new Float64Array(poems.length)];
    values.forEach((value, query) => {
      if (Number.isNaN(value)) return;
      sums[poemOf[query]!]! += value;
      counts[poemOf[query]!]! += 1;
    });
    return { sums, counts };
  };
}

function estimateOf(values: Float64Array, sumsOf: PoemSums, resampling: Resampling): Estimate | null {
  const { sums, counts } = sumsOf(values);
  const estimate = resampling.estimate(pooledRatio(sums, counts));
  return Number.isNaN(estimate.value) ? null : estimate;
}

function summarise(kinship: Kinship, sumsOf: PoemSums, resampling: Resampling): NeighbourMeasure {
  const [samePoem, adjacent, sameAuthor] = kinshipMeasures.map((name) => estimateOf(kinship[name], sumsOf, resampling));
  return {
    samePoemAt5: samePoem!.value,
    adjacentIn5: adjacent!.value,
    sameAuthorAt5: sameAuthor?.value ?? null,
    intervals: {
      samePoemAt5: samePoem!.interval,
      adjacentIn5: adjacent!.interval,
      sameAuthorAt5: sameAuthor?.interval ?? null,
    },
  };
}
