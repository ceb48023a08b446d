import type { FileReport } from '../corpus/types.ts';
import type { Cell } from '../model/specification.ts';
import type { Comparison } from '../passages/passage-table.ts';
import type { EngineChoice, EnginePlaces, EngineReport, EngineStatus } from './engine-choices.ts';
import type { HeldOutFigures } from './held-out-figures.ts';
import type { Dimensions, DimensionsProgress, PassageErrors } from './measure-messages.ts';
import type {
  ComparedChunk,
  ComparedRun,
  CompareNeighboursParams,
  FindPoemsParams,
  FoundPoems,
} from './compare-messages.ts';
import type {
  DocumentAsItStands,
  DocumentParams,
  EncodedPassage,
  Inspection,
  PassageParams,
  PreparePassagesParams,
  PreparePassagesProgress,
  WordErrors,
} from './passage-messages.ts';
import type { MapMethods } from './projection-messages.ts';
import type { SketchMethods } from './sketch-messages.ts';
import type { SweepMethods } from './sweep-messages.ts';
import type { TrainingJudgement } from './training-judgement.ts';

/** Everything the compute process is asked for, by method. */
export interface ComputeMethods extends MapMethods, SketchMethods, SweepMethods {
  /** Trains a folder of poems into a run, or goes on with an unfinished one. */
  train: { params: TrainParams; progress: TrainProgress; result: TrainResult };
  /** Which engines can be used here; each is tried, unless that was found out before and `anew` is false. */
  engines: { params: { engines: EnginePlaces; anew: boolean }; progress: never; result: { engines: EngineStatus[] } };
  /** What the epochs of a run so far tell of its training. */
  judgeTraining: { params: { run: string }; progress: never; result: TrainingJudgement };
  /** Measures a run on its held-out poems. */
  evaluate: { params: { run: string }; progress: never; result: { report: string } };
  /** The passages of a run nearest to a text. */
  neighbours: { params: NeighboursParams; progress: never; result: { neighbours: NeighbourPassage[] } };
  /** Makes the passage table of a run. */
  preparePassages: {
    params: PreparePassagesParams;
    progress: PreparePassagesProgress;
    result: { comparison: Comparison };
  };
  /** What the base model makes of a folder of poems, as a run in a folder that is for nothing else. */
  makeBaseRun: {
    params: { folder: string; runsFolder: string };
    progress: PreparePassagesProgress;
    result: { run: string };
  };
  readDocument: { params: DocumentParams; progress: never; result: DocumentAsItStands };
  encodePassage: { params: { run: string; text: string }; progress: never; result: EncodedPassage };
  inspectPassage: { params: PassageParams; progress: never; result: Inspection };
  /** How well each word of a document is reconstructed. */
  wordErrors: { params: DocumentParams; progress: never; result: WordErrors };
  /** How well each passage of a run is reconstructed. */
  passageErrors: { params: { run: string }; progress: never; result: PassageErrors };
  /** What a run's evaluation says of held-out poems; null where there is none. */
  heldOutFigures: { params: { run: string }; progress: never; result: { figures: HeldOutFigures | null } };
  /** The dimensions of a run's words and of its bottleneck. */
  dimensions: { params: { run: string }; progress: DimensionsProgress; result: Dimensions };
  /** What of each run is laid beside the others. */
  compareRuns: { params: { runs: string[] }; progress: never; result: { runs: ComparedRun[] } };
  /** The neighbours of one chunk under each run. */
  compareNeighbours: { params: CompareNeighboursParams; progress: never; result: ComparedChunk };
  findPoems: { params: FindPoemsParams; progress: never; result: FoundPoems };
}

export type ComputeMethod = keyof ComputeMethods;

/** Left-out fields are the preset's. */
export interface TrainParams {
  /** The poems. Absolute path. */
  folder: string;
  runsFolder?: string;
  /** The run's name: the folder's without it. */
  name?: string;
  /** Or a variant, by its name. */
  preset: string;
  cell?: (typeof cellNames)[number];
  bottleneckSize?: number;
  epochs?: number;
  seed?: number;
  /** A word-vector file; the bundled table without it. */
  vectors?: string;
  batchSize?: number;
  learningRate?: number;
  /** Go on with the unfinished run in this folder; its own settings stand, but for `folder`. */
  resume?: string;
  /** A new run that begins with the weights of the complete run in this folder; only `folder` and `epochs` count besides. */
  startFrom?: string;
  /** Whether a new run begins with the base model's weights; as the preset says without it. */
  from?: (typeof startingPoints)[number];
  /** The comparison that a new run is for, of poems with this fingerprint. */
  sweep?: { id: string; member: number; fingerprint: string };
  /** What computes. Without it `auto`; a run that goes on keeps to the one that it was begun with by name. */
  engine?: EngineChoice;
  /** Of the default engine; as many as help without it. */
  threads?: number;
  /** Where other engines are looked for; without it nowhere. */
  engines?: EnginePlaces;
}

export const cellNames = ['rnn', 'gru', 'lstm'] as const satisfies readonly Cell[];

export const startingPoints = ['base', 'scratch'] as const;

export const trainStages = ['reading', 'vectors', 'engines', 'form', 'training', 'encoding', 'evaluating'] as const;
export type TrainStage = (typeof trainStages)[number];

/** What happened since the last progress message, in this order. */
export interface TrainProgress {
  /** Files that could not be used, or only in part. */
  reports: FileReport[];
  stage?: { name: TrainStage; done?: number; total?: number };
  start?: TrainStart;
  epochs: EpochSummary[];
  batch?: BatchSummary;
  /** It waits, or has gone on. */
  paused?: boolean;
}

/** Told once, when the poems are read and training begins. */
export interface TrainStart {
  run: string;
  poems: number;
  chunks: number;
  vocabulary: number;
  /** Trainable parameters of the network. */
  parameters: number;
  phases: { maxTokens: number; epochs: number }[];
  /** Epochs already trained, when an unfinished run goes on. */
  epochsDone: number;
  /** A sentence on what a new run begins with, for the log. */
  note?: string;
  engine: EngineReport;
}

export interface EpochSummary {
  /** Counted from 1 over the whole training, as `phase` is. */
  epoch: number;
  phase: number;
  trainLoss: number;
  valLoss: number | null;
  seconds: number;
}

export interface BatchSummary {
  /** Counted from 1 over the whole training, as `phase` is. */
  epoch: number;
  phase: number;
  /** Batches done of the epoch's. */
  batch: number;
  batches: number;
  loss: number;
}

export interface TrainResult {
  status: 'complete' | 'stopped';
  /** What became of the engine, where that is why the training stopped: a sentence or two for a person. */
  lost?: string;
  run: string;
  preset: string;
  /** What computed, for the log. */
  engine: string;
  poems: number;
  chunks: number;
  vocabulary: number;
  epochs: number;
  trainLoss: number | null;
  valLoss: number | null;
  seconds: number;
  /** Null when the training was stopped before its end. */
  heldOut: HeldOutSummary | null;
}

/** How much of poems never seen the bottleneck keeps, beside predictors of no or the same size. */
export interface HeldOutSummary {
  /** `validation` where the test part is empty. */
  split: 'test' | 'validation';
  poems: number;
  /** 1 - MSE / MSE of the mean word vector. */
  varianceExplained: number;
  cosine: number;
  /** PCA of the flattened chunk, as wide as the bottleneck. */
  pca: { components: number; varianceExplained: number };
  /** Mean cosine when the mean word vector is always guessed. */
  meanVectorCosine: number;
}

export interface NeighboursParams {
  run: string;
  text: string;
  count: number;
}

/** Lines count from 1, both inclusive. */
export interface NeighbourPassage {
  poem: string;
  author: string;
  file: string;
  startLine: number;
  endLine: number;
  similarity: number;
  text: string;
}

export interface Failure {
  message: string;
  /** The message is meant for a person: it names the file or setting and what to do. */
  forPerson: boolean;
  /** The request was cancelled; nothing is wrong. */
  cancelled: boolean;
  stack?: string;
}

type Request = {
  [M in ComputeMethod]: { type: 'request'; id: number; method: M; params: ComputeMethods[M]['params'] };
};

/** What may be said of a request under way: end it, hold it (those that can wait between two steps), let it go on. */
export const requestControls = ['cancel', 'pause', 'continue'] as const;
export type RequestControl = (typeof requestControls)[number];

export type ToCompute = Request[ComputeMethod] | { type: RequestControl; id: number };

/** `progress` and `result` are read by the readers of the method that `id` asked for. */
export type FromCompute =
  | { type: 'progress'; id: number; progress: unknown }
  | { type: 'result'; id: number; result: unknown }
  /** `id` is null when the message was too malformed to have one. */
  | { type: 'failure'; id: number | null; failure: Failure };
