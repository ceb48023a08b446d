import { anyNumber, listOf, oneOf, orNull, record, text, truth, type Reader } from './read-value.ts';

/** What a training's epochs are judged by and for. */
export interface TrainingJudgement {
  /** Where the seed notebook warns: L2 norms of the gradient, and the share of saturated activations. */
  limits: { vanishingGradient: number; explodingGradient: number; saturation: number };
  /** One about each subject, in this order. */
  verdicts: TrainingVerdict[];
}

export const verdictSubjects = ['gradients', 'saturation', 'generalisation', 'progress'] as const;

export interface TrainingVerdict {
  about: (typeof verdictSubjects)[number];
  /** Null while it cannot be told. */
  good: boolean | null;
  /** What is seen, with its figures. */
  finding: string;
  /** What that means. */
  meaning: string;
  /** What to try; '' where nothing need be done. */
  advice: string;
}

/** Throws a MalformedMessage unless `value` is a judgement. */
export const readTrainingJudgement: Reader<TrainingJudgement> = record<TrainingJudgement>(
  {
    limits: record<TrainingJudgement['limits']>(
      { vanishingGradient: anyNumber, explodingGradient: anyNumber, saturation: anyNumber },
      {},
    ),
    verdicts: listOf(
      record<TrainingVerdict>(
        { about: oneOf(...verdictSubjects), good: orNull(truth), finding: text, meaning: text, advice: text },
        {},
      ),
    ),
  },
  {},
);
