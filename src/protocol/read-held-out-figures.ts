import {
  heldOutPredictors,
  heldOutSpaces,
  type HeldOutDecoded,
  type HeldOutEstimate,
  type HeldOutFigures,
  type HeldOutMeasure,
  type HeldOutNeighbours,
  type HeldOutScore,
  type HeldOutWords,
} from './held-out-figures.ts';
import { anyNumber, listOf, oneOf, orNull, record, text, truth, wholeNumber } from './read-value.ts';

const count = wholeNumber();
const numberOrNull = orNull(anyNumber);
const estimate = record<HeldOutEstimate>(
  {
    value: anyNumber,
    interval: orNull(record<NonNullable<HeldOutEstimate['interval']>>({ low: anyNumber, high: anyNumber }, {})),
  },
  {},
);
const estimateOrNull = orNull(estimate);
const byMeasure = record<Record<HeldOutMeasure, HeldOutEstimate | null>>(
  { samePoemAt5: estimateOrNull, adjacentIn5: estimateOrNull, sameAuthorAt5: estimateOrNull },
  {},
);
const decoded = record<HeldOutDecoded>(
  {
    exact: anyNumber,
    inNearest10: anyNumber,
    bleu: anyNumber,
    perplexity: anyNumber,
    lineBreaks: record<HeldOutDecoded['lineBreaks']>(
      { precision: numberOrNull, recall: numberOrNull, f1: numberOrNull },
      {},
    ),
  },
  {},
);

export const readFigures = record<HeldOutFigures>(
  {
    split: oneOf('test', 'validation'),
    poems: count,
    chunks: count,
    scores: listOf(
      record<HeldOutScore>(
        {
          predictor: oneOf(...heldOutPredictors),
          mse: anyNumber,
          cosine: anyNumber,
          varianceExplained: estimate,
          weightedVarianceExplained: estimateOrNull,
        },
        {},
      ),
    ),
    aboveLinear: record<HeldOutFigures['aboveLinear']>(
      { varianceExplained: estimateOrNull, weightedVarianceExplained: estimateOrNull },
      {},
    ),
    byPosition: listOf(record<HeldOutFigures['byPosition'][number]>({ position: count, mse: anyNumber, count }, {})),
    early: numberOrNull,
    middle: numberOrNull,
    late: numberOrNull,
    neighbours: orNull(
      record<HeldOutNeighbours>(
        {
          queries: orNull(count),
          authorQueries: orNull(count),
          spaces: listOf(
            record<HeldOutNeighbours['spaces'][number]>(
              { space: oneOf(...heldOutSpaces), found: byMeasure, networkAbove: byMeasure },
              {},
            ),
          ),
        },
        {},
      ),
    ),
    words: orNull(
      record<HeldOutWords>({ chunks: count, tokens: count, words: count, network: decoded, pca: decoded }, {}),
    ),
    verdicts: listOf(
      record<HeldOutFigures['verdicts'][number]>(
        { about: oneOf('reconstruction', 'positions', 'diversity'), good: truth, message: text },
        {},
      ),
    ),
  },
  {},
);

/** Readers of the method `heldOutFigures`. */
export const heldOutFigures = {
  params: record<{ run: string }>({ run: text }, {}),
  result: record<{ figures: HeldOutFigures | null }>({ figures: orNull(readFigures) }, {}),
};
