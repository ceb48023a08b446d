/** How passages of a run are given back one by one: the held-out ones beside those trained on. */
export interface PassageErrors {
  /** Which part counts as held out, as in the evaluation: the validation poems where no poem was left for a test. */
  heldOutPart: 'test' | 'validation' | null;
  /** Passages in each part; `others` are neither held out in this sense nor trained on. */
  passages: { heldOut: number; training: number; others: number };
  mse: ErrorDistribution;
  cosine: ErrorDistribution;
  rankings: PassageRanking[];
}

export const errorMeasures = ['mse', 'cosine'] as const;
export type ErrorMeasure = (typeof errorMeasures)[number];
export const errorParts = ['heldOut', 'training'] as const;
export type ErrorPart = (typeof errorParts)[number];

/** How one measure is distributed. Bin i holds the passages from start + i x step up to, but without, the next. */
export interface ErrorDistribution {
  start: number;
  step: number;
  heldOut: DistributedErrors;
  training: DistributedErrors;
  /** What the held-out passages would have if the mean word vector of the training were always guessed. */
  meanWord: DistributedErrors;
  /** Over all passages of the run. */
  median: number;
}

export interface DistributedErrors {
  /** One for each bin; as many for every part. */
  counts: number[];
  /** Null without passages. */
  median: number | null;
}

/** The best and the worst of a part by one measure, from the extreme inwards. */
export interface PassageRanking {
  part: ErrorPart;
  by: ErrorMeasure;
  best: RankedPassage[];
  worst: RankedPassage[];
}

export interface RankedPassage {
  /** Its chunk in the run. */
  row: number;
  title: string;
  author: string;
  /** Count from 1, both inclusive, as they were when the run was trained. */
  startLine: number;
  endLine: number;
  opening: string;
  mse: number;
  cosine: number;
  /** The same, if the mean word vector were always guessed. */
  meanWordMse: number;
  meanWordCosine: number;
}

/** What a run tells of dimensions: those its words need, and those its bottleneck uses. */
export interface Dimensions {
  words: {
    /** Width of a word vector (D). */
    dimension: number;
    /** Distinct tokens, and how often they occur in all. */
    distinct: number;
    occurrences: number;
    /** Each counted as often as it occurs. */
    weighted: WordVariance;
    /** Each counted once. */
    once: WordVariance;
    suggested: { least: number; most: number };
    /** Of the worst-case number of examples: without reduction, through the suggested widths, through the run's own. */
    exponents: { full: number; least: number; most: number; run: number };
  };
  bottleneck: {
    /** Its width (Z). */
    size: number;
    /** Passages looked at: all of the run. */
    passages: number;
    means: number[];
    deviations: number[];
    /** Pearson's, row-major [size, size]. */
    correlations: number[];
    /** Shares of the variance by principal component, falling. */
    shares: number[];
    all: BottleneckUse;
    /** Null where nothing was held out. */
    heldOut: (BottleneckUse & { passages: number }) | null;
  };
}

/** How the variance of the word vectors is shared out among their principal components. */
export interface WordVariance {
  /** Falling, [D]; all 0 where the vectors do not vary. */
  shares: number[];
  /** Components that hold 90% and 95% of it. */
  for90: number;
  for95: number;
  /** The part that as many components hold as the run's bottleneck has numbers. */
  heldByBottleneck: number;
}

export interface BottleneckUse {
  /** Mean deviation of a dimension between passages. */
  deviation: number;
  /** Participation ratio, 1 to the width; 0 where nothing varies. */
  directions: number;
}

export interface DimensionsProgress {
  done: number;
  total: number;
}
