import type { Estimate, Interval } from './bootstrap.ts';
import type { NeighbourMeasures } from './neighbour-measures.ts';
import type { WordRecovery } from './word-recovery.ts';

/** How well a predictor gives the word vectors back, over the valid tokens of held-out chunks. */
export interface ReconstructionScore {
  /** Mean squared error of a vector's component. */
  mse: number;
  /** Mean cosine similarity of the predicted and the true vector. */
  cosine: number;
  /** 1 - mse / mse of the mean word vector of the training tokens; 0 is no better than that one vector. */
  varianceExplained: number;
  /**
   * The same where each word counts by its smooth inverse frequency: 1 - sum(w |y - x|^2) / sum(w |m - x|^2), m the mean
   * word vector of the training tokens weighed so.
   */
  weightedVarianceExplained: number;
  /** Of the two, by drawing the held-out poems anew; null for a single poem. */
  intervals: { varianceExplained: Interval | null; weightedVarianceExplained: Interval | null };
}

export interface PositionError {
  /** 1-based place in the chunk. */
  position: number;
  mse: number;
  /** Held-out chunks that reach this place. */
  count: number;
}

/** The network's own score, and where in the chunk it errs. */
export interface NetworkScore extends ReconstructionScore {
  byPosition: PositionError[];
  /** Means of `byPosition` over the places 1-10, 21-30 and 41 on; null where no chunk reaches. */
  early: number | null;
  middle: number | null;
  late: number | null;
}

/** A linear predictor's score, with the numbers it had to work with. */
export interface LinearScore extends ReconstructionScore {
  components: number;
}

export interface Baselines {
  /** The mean word vector of the training tokens, always. */
  meanVector: ReconstructionScore;
  /** PCA of the flattened chunk, as wide as the bottleneck; padding filled with the mean word vector. */
  pca: LinearScore;
  /** PCA of the chunk's mean vector, as wide as the bottleneck, repeated at every position. */
  meanPooledPca: LinearScore;
  /** The mean word vector of the training tokens weighed by smooth inverse frequency, always. */
  weightedMeanVector: ReconstructionScore;
  /**
   * The linear method for the weighted error: a code as wide as the bottleneck by PCA of the flattened chunk, its words
   * scaled by the roots of their weights, and from it at each position the linear guess of least weighted error.
   */
  weightedPca: LinearScore;
}

/** Network - the strongest linear method of its width, above 0 where the network is the better. */
export interface AboveLinear {
  /** Over `pca`. */
  varianceExplained: Estimate;
  /** Over `pca` or `weightedPca`, whichever explains more. */
  weightedVarianceExplained: Estimate;
}

export interface ChunkError {
  chunk: number;
  mse: number;
  cosine: number;
}

export interface BottleneckStatistics {
  mean: number;
  /** Mean over the components of the deviation between chunks (with n - 1), the seed's "diversity"; null for one chunk. */
  deviation: number | null;
  /** Mean absolute value. */
  magnitude: number;
  /**
   * Directions that the vectors spread over, from 1 to their width: the participation ratio tr(C)^2 / tr(C^2) of their
   * covariance. Null where they do not vary.
   */
  directions: number | null;
}

/** What a figure means, in a sentence. */
export interface Verdict {
  about: 'reconstruction' | 'positions' | 'diversity';
  good: boolean;
  message: string;
}

/** What a run tells on poems the training never saw. */
export interface HeldOutEvaluation {
  /** `validation` where the test part holds no chunk. */
  split: 'test' | 'validation';
  poems: number;
  chunks: number;
  tokens: number;
  heldOut: NetworkScore;
  baselines: Baselines;
  aboveLinear: AboveLinear;
  perChunk: ChunkError[];
  bottleneck: BottleneckStatistics;
  neighbours: NeighbourMeasures | null;
  words: WordRecovery;
  verdicts: Verdict[];
}
