import type { EpochRecord } from '../runs/epoch-record.ts';
import type { StartedFrom } from '../runs/run-config.ts';
import type { CompareAnswer, CompareContent, CompareQuestion } from './compare-messages.ts';
import type { BatchSummary, TrainStage } from './compute-messages.ts';
import type { HeldOutFigures } from './held-out-figures.ts';
import type { Dimensions, PassageErrors } from './measure-messages.ts';
import { readPageMessages, type FromAnyPage } from './page-messages.ts';
import { readCompareQuestion } from './read-compare-messages.ts';
import { oneOf, record, wholeNumber, type Reader } from './read-value.ts';
import type { TrainingJudgement } from './training-judgement.ts';

/** The tabs of the dashboard, in their order. */
export const dashboardTabs = ['training', 'quality', 'reconstruction', 'dimensions', 'compare'] as const;
export type DashboardTab = (typeof dashboardTabs)[number];

/** What each tab shows. */
export interface TabContents {
  training: TrainingContent;
  /** Null where the run has not been evaluated. */
  quality: HeldOutFigures | null;
  reconstruction: ReconstructionContent;
  dimensions: Dimensions;
  compare: CompareContent;
}

export interface DashboardHeading {
  name: string;
  /** Label and value of each fact, in order. */
  facts: [string, string][];
  /** It is the base model's run, of which there is no report. */
  byBase: boolean;
}

/** An epoch of the training, as the run's `history.jsonl` has it. */
export type DashboardEpoch = EpochRecord;

export interface TrainingContent {
  /** Folder name of the run. */
  run: string;
  /** `interrupted`: its process is gone, and it can go on. */
  status: 'training' | 'interrupted' | 'stopped' | 'complete';
  epochs: DashboardEpoch[];
  /** Null where the compute process could not tell. */
  judgement: TrainingJudgement | null;
  /** The run, by its folder's name, or the base model that it began with. */
  startedFrom: StartedFrom | null;
}

/** Where the training under way in this window stands. */
export interface LiveTraining {
  /** `pausing` and `stopping` until the compute process has come to it. */
  state: 'running' | 'pausing' | 'paused' | 'stopping';
  stage: TrainStage;
  /** Of the whole job, 0 to 1. */
  fraction: number;
  phases: number;
  /** In all. */
  epochs: number;
  /** The last one; null before the first. */
  batch: BatchSummary | null;
  batchesPerSecond: number | null;
  /** "about 2 min left"; '' while that cannot be told. */
  left: string;
  /** What computes, and why that; '' until it is known. */
  engine: string;
}

export interface ReconstructionContent {
  /** Null where the run has not been evaluated. */
  figures: HeldOutFigures | null;
  /** Null where the training is not complete, or why they cannot be told. */
  passages: PassageErrors | { problem: string } | null;
}

/** A tab's content, or why it has none. */
export type TabMessage = {
  [Tab in DashboardTab]: { type: 'tab'; tab: Tab; content: TabContents[Tab] };
}[DashboardTab];

export type ToDashboard =
  | { type: 'problem'; message: string }
  | { type: 'heading'; heading: DashboardHeading }
  | TabMessage
  /** How far the measuring of what a tab shows has come. */
  | { type: 'tabProgress'; tab: DashboardTab; done: number; total: number }
  /** At most 4 times a second; null when the run that is shown is not under training in this window. */
  | { type: 'live'; live: LiveTraining | null }
  /** Epochs of the run that is shown which were done meanwhile; `from` is the index of the first. */
  | { type: 'epochs'; from: number; epochs: DashboardEpoch[]; judgement: TrainingJudgement | null }
  | { type: 'tabProblem'; tab: DashboardTab; message: string }
  | { type: 'compare'; answer: CompareAnswer };

const trainingActions = ['pause', 'continue', 'stop', 'resume', 'trainMore'] as const;
export const dashboardActions = ['map', 'report', 'folder', ...trainingActions] as const;
export type DashboardAction = (typeof dashboardActions)[number];

export const passageActions = ['reveal', 'inspect'] as const;
export type PassageAction = (typeof passageActions)[number];

type OwnMessage =
  | { type: 'open'; tab: DashboardTab }
  | { type: 'action'; action: DashboardAction }
  /** Of a chunk of the run that is shown: shows it in its poem, or in the inspector. */
  | { type: 'passage'; action: PassageAction; row: number }
  | { type: 'compare'; question: CompareQuestion };
export type FromDashboard = FromAnyPage | OwnMessage;

/** Throws a MalformedMessage unless `value` is a message of the dashboard's page. */
export const readFromDashboard: Reader<FromDashboard> = readPageMessages<OwnMessage>({
  open: record<{ type: 'open'; tab: DashboardTab }>({ type: oneOf('open'), tab: oneOf(...dashboardTabs) }, {}),
  action: record<{ type: 'action'; action: DashboardAction }>(
    { type: oneOf('action'), action: oneOf(...dashboardActions) },
    {},
  ),
  passage: record<{ type: 'passage'; action: PassageAction; row: number }>(
    { type: oneOf('passage'), action: oneOf(...passageActions), row: wholeNumber() },
    {},
  ),
  compare: record<{ type: 'compare'; question: CompareQuestion }>(
    { type: oneOf('compare'), question: readCompareQuestion },
    {},
  ),
});
