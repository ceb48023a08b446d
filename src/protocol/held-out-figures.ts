import type { Estimate } from '../analysis/bootstrap.ts';
import type { HeldOutEvaluation, PositionError } from '../analysis/evaluation.ts';
import type { KinshipMeasure, NeighbourSpace } from '../analysis/neighbour-measures.ts';
import type { DecodedWords } from '../analysis/word-recovery.ts';

/** A figure, with the interval that 95% of the draws of as many held-out poems fall into, where that is known. */
export type HeldOutEstimate = Estimate;

/** Predictors of a passage's word vectors, as `evaluation.json` names its baselines; the run's own network first. */
export const heldOutPredictors = [
  'network',
  'pca',
  'weightedPca',
  'meanPooledPca',
  'meanVector',
  'weightedMeanVector',
] as const;
export type HeldOutPredictor = (typeof heldOutPredictors)[number];

/** Representations that neighbours are sought with; `meanPooled` has all dimensions of the word vectors. */
export const heldOutSpaces = [
  'bottleneck',
  'pca',
  'meanPooledPca',
  'meanPooled',
  'weightedMeanPooled',
  'tfIdf',
  'random',
  'chance',
] as const satisfies readonly NeighbourSpace[];
export type HeldOutSpace = (typeof heldOutSpaces)[number];

export const heldOutMeasures = [
  'samePoemAt5',
  'adjacentIn5',
  'sameAuthorAt5',
] as const satisfies readonly KinshipMeasure[];
export type HeldOutMeasure = (typeof heldOutMeasures)[number];

export interface HeldOutScore {
  predictor: HeldOutPredictor;
  mse: number;
  cosine: number;
  varianceExplained: Estimate;
  /** The same where rare words count more; null where it was not measured. */
  weightedVarianceExplained: Estimate | null;
}

export interface HeldOutNeighbours {
  /** Passages asked about; null where that was not kept. */
  queries: number | null;
  /** Those whose author is known and has another poem. */
  authorQueries: number | null;
  /** The bottleneck first. */
  spaces: {
    space: HeldOutSpace;
    found: Record<HeldOutMeasure, Estimate | null>;
    /** The bottleneck less this one, over the same questions. */
    networkAbove: Record<HeldOutMeasure, Estimate | null>;
  }[];
}

/** What becomes of the words, each decoded vector read as the word nearest to it. */
export type HeldOutDecoded = Omit<DecodedWords, 'temperature'>;

export interface HeldOutWords {
  /** Passages looked at, their tokens, and the words to choose from. */
  chunks: number;
  tokens: number;
  words: number;
  network: HeldOutDecoded;
  pca: HeldOutDecoded;
}

/**
 * What a run's evaluation holds that is shown: everything but the error of each passage. What an earlier version did not
 * measure is null or left out.
 */
export interface HeldOutFigures extends Pick<HeldOutEvaluation, 'split' | 'poems' | 'chunks' | 'verdicts'> {
  /** The network first. */
  scores: HeldOutScore[];
  /** The network less the strongest linear method of its width. */
  aboveLinear: { varianceExplained: Estimate | null; weightedVarianceExplained: Estimate | null };
  byPosition: PositionError[];
  /** Means over the positions 1-10, 21-30 and 41 on; null where no chunk reaches. */
  early: number | null;
  middle: number | null;
  late: number | null;
  /** Null where no held-out passage has another one of its poem to find. */
  neighbours: HeldOutNeighbours | null;
  words: HeldOutWords | null;
}
