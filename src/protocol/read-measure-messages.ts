import {
  errorMeasures,
  errorParts,
  type BottleneckUse,
  type Dimensions,
  type DimensionsProgress,
  type DistributedErrors,
  type ErrorDistribution,
  type PassageErrors,
  type PassageRanking,
  type RankedPassage,
  type WordVariance,
} from './measure-messages.ts';
import {
  anyNumber,
  listOf,
  MalformedMessage,
  oneOf,
  orNull,
  record,
  text,
  wholeNumber,
  type Reader,
} from './read-value.ts';

const count = wholeNumber();
const numbers = listOf(anyNumber);
const ofRun = record<{ run: string }>({ run: text }, {});

const readDistributed = record<DistributedErrors>({ counts: listOf(count), median: orNull(anyNumber) }, {});
const distribution = record<ErrorDistribution>(
  {
    start: anyNumber,
    step: anyNumber,
    heldOut: readDistributed,
    training: readDistributed,
    meanWord: readDistributed,
    median: anyNumber,
  },
  {},
);
const readDistribution: Reader<ErrorDistribution> = (value, where) => {
  const read = distribution(value, where);
  for (const name of ['training', 'meanWord'] as const)
    demandLength(read[name].counts, read.heldOut.counts.length, `${where}.${name}.counts`);
  return read;
};
const readRanked = listOf(
  record<RankedPassage>(
    {
      row: count,
      title: text,
      author: text,
      startLine: count,
      endLine: count,
      opening: text,
      mse: anyNumber,
      cosine: anyNumber,
      meanWordMse: anyNumber,
      meanWordCosine: anyNumber,
    },
    {},
  ),
);

/** Readers of the method `passageErrors`. */
export const passageErrors = {
  params: ofRun,
  result: record<PassageErrors>(
    {
      heldOutPart: orNull(oneOf('test', 'validation')),
      passages: record<PassageErrors['passages']>({ heldOut: count, training: count, others: count }, {}),
      mse: readDistribution,
      cosine: readDistribution,
      rankings: listOf(
        record<PassageRanking>(
          { part: oneOf(...errorParts), by: oneOf(...errorMeasures), best: readRanked, worst: readRanked },
          {},
        ),
      ),
    },
    {},
  ),
};

const readVariance = record<WordVariance>(
  { shares: numbers, for90: count, for95: count, heldByBottleneck: anyNumber },
  {},
);
const use = { deviation: anyNumber, directions: anyNumber };
const readBottleneck = record<Dimensions['bottleneck']>(
  {
    size: wholeNumber(1),
    passages: count,
    means: numbers,
    deviations: numbers,
    correlations: numbers,
    shares: numbers,
    all: record<BottleneckUse>(use, {}),
    heldOut: orNull(record<BottleneckUse & { passages: number }>({ ...use, passages: count }, {})),
  },
  {},
);

/** Readers of the method `dimensions`. */
export const dimensions = {
  params: ofRun,
  progress: record<DimensionsProgress>({ done: count, total: count }, {}),
  result: record<Dimensions>(
    {
      words: record<Dimensions['words']>(
        {
          dimension: count,
          distinct: count,
          occurrences: count,
          weighted: readVariance,
          once: readVariance,
          suggested: record<Dimensions['words']['suggested']>({ least: count, most: count }, {}),
          exponents: record<Dimensions['words']['exponents']>(
            { full: count, least: count, most: count, run: count },
            {},
          ),
        },
        {},
      ),
      bottleneck: (value, where) => {
        const read = readBottleneck(value, where);
        for (const name of ['means', 'deviations', 'shares'] as const)
          demandLength(read[name], read.size, `${where}.${name}`);
        demandLength(read.correlations, read.size ** 2, `${where}.correlations`);
        return read;
      },
    },
    {},
  ),
};

function demandLength(list: readonly unknown[], length: number, where: string): void {
  if (list.length !== length) throw new MalformedMessage(`${where} must have ${length} numbers`);
}
