import { count, finite, mapOf, nullable, optional, text, type JsonShape } from './json-shape.ts';

/** The seed notebook's statistics of hidden states, over the valid positions of a batch. Variances divide by n - 1. */
export interface RecordedHiddenStatistics {
  meanActivation: number;
  /** Deviation per unit, averaged over units. */
  stdActivation: number;
  /** Variance per unit of the change from one step to the next, averaged over units. */
  temporalVariance: number;
  /** Share of |h| > 0.9. */
  saturation: number;
}

/** What one epoch of training left behind: a line of `history.jsonl`. */
export interface EpochRecord {
  /** Counted from 1 over the whole training. */
  epoch: number;
  /** Counted from 1. */
  phase: number;
  phaseName: string;
  /** Chunks were cut to this length, in training and in validation. */
  maxTokens: number;
  /** Mean over batches of the masked mean squared error. */
  trainLoss: number;
  /** The same over the validation chunks after the epoch; null without any. */
  valLoss: number | null;
  /** Means over batches of the objective's terms, before their weights; absent where it is the plain error alone. */
  lossParts?: { reconstruction: number; pooled: number; contrastive: number; kl: number };
  /** The validation error with words weighed as in training, where they are weighed. */
  weightedValLoss?: number;
  /** Of the epoch's last step. */
  learningRate: number;
  /** Global L2 norm of the gradient before clipping: over the epoch's batches, and of the last. `clipped`: the last, after clipping. */
  gradientNorm: { mean: number; max: number; last: number; clipped: number };
  /** L2 norm of each parameter's gradient in the last batch, before clipping, by parameter name. */
  parameterNorms: Record<string, number>;
  /** Hidden states of the last batch. */
  encoder: RecordedHiddenStatistics;
  decoder: RecordedHiddenStatistics;
  /** Wall-clock time of the epoch, validation included. */
  seconds: number;
  batches: number;
}

const hidden: JsonShape = {
  meanActivation: finite,
  stdActivation: finite,
  temporalVariance: finite,
  saturation: finite,
};

export const epochRecordShape: JsonShape = {
  epoch: count,
  phase: count,
  phaseName: text,
  maxTokens: count,
  trainLoss: finite,
  valLoss: nullable(finite),
  lossParts: optional({ reconstruction: finite, pooled: finite, contrastive: finite, kl: finite }),
  weightedValLoss: optional(finite),
  learningRate: finite,
  gradientNorm: { mean: finite, max: finite, last: finite, clipped: finite },
  parameterNorms: mapOf(finite),
  encoder: hidden,
  decoder: hidden,
  seconds: finite,
  batches: count,
};
