import type { Cell } from '../model/specification.ts';
import type { cellNames, TrainStage } from './compute-messages.ts';

/** What members of a comparison are ranked by: each is better the higher it is. */
export const sweepMeasures = ['varianceExplained', 'weightedVarianceExplained', 'samePoemAt5'] as const;
export type SweepMeasure = (typeof sweepMeasures)[number];

/** A figure on held-out poems with its 95% interval; null where a single poem was held out. */
export interface SweepFigure {
  value: number;
  interval: { low: number; high: number } | null;
}

/** Null where a measure does not apply. */
export type SweepScores = Record<SweepMeasure, SweepFigure | null>;

/** What stands beside the networks; see the evaluation of a run. */
export const sweepBaselines = ['pca', 'meanPooledPca', 'weightedPca', 'meanPooled', 'tfIdf', 'chance'] as const;

export interface SweepBaseline {
  method: (typeof sweepBaselines)[number];
  /** That it has to work with; null where their number is not the bottleneck's. */
  numbers: number | null;
  scores: SweepScores;
}

/** What a complete member came to. */
export interface SweepResult {
  /** Trainable ones. */
  parameters: number;
  /** Of training, over all sessions, without the evaluation. */
  seconds: number;
  split: 'test' | 'validation';
  /** Held out, with their passages. */
  poems: number;
  chunks: number;
  scores: SweepScores;
  baselines: SweepBaseline[];
}

/** `stopped`: begun, and to be gone on with. */
export const memberStates = ['waiting', 'training', 'stopped', 'complete', 'failed'] as const;
export type MemberState = (typeof memberStates)[number];

/** How an architecture of a comparison stands. */
export interface SweepMemberState {
  /** Or a variant. */
  preset: string;
  cell: Cell;
  bottleneckSize: number;
  state: MemberState;
  /** While it is trained. */
  stage: TrainStage | null;
  /** Of its training and evaluation, 0 to 1. */
  fraction: number;
  /** Folder of its run; null where it has none yet. */
  run: string | null;
  /** Done, and planned. */
  epoch: number;
  epochs: number;
  /** The last epoch's on validation poems, or on the training poems where there are none. */
  loss: number | null;
  /** Why it failed, or what is missing of it. */
  problem: string | null;
  /** Where it is complete and has been evaluated. */
  result: SweepResult | null;
}

/** A comparison of architectures on the same poems, split and seed. */
export interface SweepState {
  id: string;
  /** ISO 8601. */
  created: string;
  corpus: { root: string; poems: number; chunks: number };
  seed: number;
  /** Of each member; null where each preset says. */
  epochs: number | null;
  members: SweepMemberState[];
}

/** What has changed since the last message. */
export interface SweepProgress {
  changes: { member: number; state: SweepMemberState }[];
  /** Of the whole, 0 to 1. */
  fraction: number;
  /** Null while that cannot be told. */
  secondsLeft: number | null;
}

/** The architectures to compare, and on what. Left-out lists and numbers are each preset's own. */
export interface SweepParams {
  /** The poems. Absolute path. */
  folder: string;
  runsFolder: string;
  presets: string[];
  cells?: (typeof cellNames)[number][];
  bottleneckSizes?: number[];
  /** Of each architecture, in all. */
  epochs?: number;
  seed: number;
  /** A word-vector file; the bundled table without it. */
  vectors?: string;
}

/** What a comparison would take on this machine. */
export interface SweepEstimate {
  members: number;
  /** Trained at once. */
  processes: number;
  /** In all, roughly: by steps that were timed. */
  seconds: number;
}

/** A comparison on disk. `done` of its members are complete. */
export interface ListedSweep {
  runsFolder: string;
  id: string;
  created: string;
  members: number;
  done: number;
  failed: number;
}

/** What a comparison goes by in its folder of runs. */
export interface SweepPlace {
  runsFolder: string;
  id: string;
}

/** What the compute process may be asked about comparisons of architectures. */
export interface SweepQuestions {
  estimate: { params: SweepParams; result: SweepEstimate };
  /** Plans a comparison; nothing is trained yet. */
  begin: { params: SweepParams; result: SweepPlace };
  /** Trains what is left of a comparison, and tells of its progress; ends early when it is cancelled. */
  run: { params: SweepPlace; result: SweepState };
  read: { params: SweepPlace; result: SweepState };
  /** Newest first; those that are damaged are left out. */
  list: { params: { runsFolders: string[] }; result: { sweeps: ListedSweep[] } };
}

export type SweepQuestion = {
  [About in keyof SweepQuestions]: { about: About; params: SweepQuestions[About]['params'] };
}[keyof SweepQuestions];

/**
 * The method of the compute process for all of them. Its payloads are read by `read-sweep-messages.ts` where they are
 * used, so that what activates the extension is not the larger for what is rarely asked.
 */
export interface SweepMethods {
  sweep: { params: unknown; progress: unknown; result: unknown };
}
