import type { HeldOutEvaluation } from '../analysis/evaluation.ts';
import type { FileReport } from '../corpus/types.ts';
import type { Cell } from '../model/specification.ts';
import type { EngineChoice, EngineReport } from '../protocol/engine-choices.ts';
import type { EpochRecord } from '../runs/epoch-record.ts';
import type { EngineSearch } from './engines/find-usable-engine.ts';

/** What to train; left-out fields are the preset's. */
export interface TrainRequest {
  /** The poems. */
  folder: string;
  /** Where the run goes: `<folder>/.poetry-explorer/runs` without it. */
  runsFolder?: string;
  /** The run's name: the folder's without it. */
  name?: string;
  /** Or a variant, by its name. */
  preset: string;
  cell?: Cell;
  bottleneckSize?: number;
  /** In all, shared out among the preset's phases. */
  epochs?: number;
  /** Of the split, the initial weights and the training. */
  seed?: number;
  /** A word-vector file; the bundled table without it. */
  vectors?: string;
  batchSize?: number;
  learningRate?: number;
  /** The folder of an unfinished run to go on with. Its own settings stand; of the others only `folder` counts. */
  resume?: string;
  /**
   * The folder of a complete run whose weights the new run begins with. That run's settings, word vectors and seed are
   * used; of the others only `folder` and `epochs` count.
   */
  startFrom?: string;
  /**
   * Whether a new run begins with the base model's weights or from scratch; without it, as the preset says. What does not
   * fit the base model begins from scratch all the same, and says so.
   */
  from?: 'base' | 'scratch';
  /** The folder of the base model: the installation's without it. */
  baseModel?: string;
  /** The comparison that a new run is for, of poems with this fingerprint. The run then leaves the current one as it is. */
  sweep?: { id: string; member: number; fingerprint: string };
  /** What computes. Without it `auto`; a run that goes on keeps to the one that it was begun with by name. */
  engine?: EngineChoice;
  /** Of the default engine; as many as help without it. */
  threads?: number;
  /** Where other engines are looked for; without it nowhere. */
  engines?: EngineSearch;
}

export type TrainStage = 'reading' | 'vectors' | 'engines' | 'form' | 'training' | 'encoding' | 'evaluating';

/** Told once, when training begins. */
export interface TrainStart {
  runFolder: string;
  preset: string;
  poems: number;
  chunks: number;
  vocabulary: number;
  /** Trainable parameters of the network. */
  parameters: number;
  phases: readonly { maxTokens: number; epochs: number; name?: string }[];
  /** In all. */
  epochs: number;
  /** Trained before, when an unfinished run goes on. */
  epochsDone: number;
  /** A sentence on what a new run begins with, where that may be the base model. */
  note?: string;
  engine: EngineReport;
}

export interface BatchProgress {
  /** From 1, over all phases. */
  epoch: number;
  epochs: number;
  /** From 1. */
  phase: number;
  /** Batches done of the epoch's. */
  batch: number;
  batches: number;
  loss: number;
}

/** Watches a training; nothing it does changes it. */
export interface TrainWatcher {
  /** `done` of `total` where they are known, in the stage's own units. */
  onStage?(stage: TrainStage, done?: number, total?: number): void;
  onReport?(report: FileReport): void;
  onStart?(start: TrainStart): void;
  onBatch?(progress: BatchProgress): void;
  onEpoch?(record: EpochRecord): void;
}

export interface TrainOutcome {
  /** `stopped`: the signal was aborted, or the engine was lost; the run can be resumed. */
  status: 'complete' | 'stopped';
  /** What became of the engine, where that is why the training stopped: a sentence or two for a person. */
  lost?: string;
  /** Absolute path of the run's folder. */
  run: string;
  preset: string;
  /** What computed: `wasm relaxed-simd`, … */
  engine: string;
  threads: number;
  poems: number;
  chunks: number;
  vocabulary: number;
  /** Trained in all. */
  epochs: number;
  /** Mean squared errors of the weights that were kept; null before the first epoch, or without validation poems. */
  trainLoss: number | null;
  valLoss: number | null;
  /** Of training, over all sessions. */
  seconds: number;
  bottleneckSize: number;
  /** Null when the run was stopped, or too few poems left none to hold out. */
  evaluation: HeldOutEvaluation | null;
}
