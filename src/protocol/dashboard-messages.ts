import type { CompareAnswer, CompareContent, CompareQuestion } from './compare-messages.ts';
import { readPageMessages, type FromAnyPage } from './page-messages.ts';
import { readCompareQuestion } from './read-compare-messages.ts';
import { oneOf, record, type Reader } from './read-value.ts';

/** The tabs of the dashboard, in their order. */
export const dashboardTabs = ['training', 'reconstruction', 'compare'] as const;
export type DashboardTab = (typeof dashboardTabs)[number];

/** What each tab shows. */
export interface TabContents {
  training: TrainingContent;
  reconstruction: ReconstructionContent;
  compare: CompareContent;
}

export interface DashboardHeading {
  name: string;
  /** Label and value of each fact, in order. */
  facts: [string, string][];
}

/** An epoch of the training. */
export interface DashboardEpoch {
  epoch: number;
  /** From 1. */
  phase: number;
  phaseName: string;
  trainLoss: number;
  valLoss: number | null;
}

export interface TrainingContent {
  epochs: DashboardEpoch[];
}

/** A predictor's score on held-out poems. */
export interface DashboardScore {
  name: string;
  varianceExplained: number;
  cosine: number;
  mse: number;
}

/** What was measured on held-out poems. */
export interface DashboardEvaluation {
  split: 'test' | 'validation';
  poems: number;
  chunks: number;
  byPosition: { position: number; mse: number; count: number }[];
  /** Means over the positions 1-10, 21-30 and 41 on; null where no chunk reaches. */
  early: number | null;
  middle: number | null;
  late: number | null;
  /** The network first, then its baselines. */
  scores: DashboardScore[];
  /** Share of the 5 nearest that are of the same poem: each representation, and chance. */
  samePoemAt5: { name: string; share: number }[];
  verdicts: { good: boolean; message: string }[];
}

export interface ReconstructionContent {
  /** Null where the run has not been evaluated. */
  evaluation: DashboardEvaluation | null;
}

/** A tab's content, or why it has none. */
export type TabMessage = {
  [Tab in DashboardTab]: { type: 'tab'; tab: Tab; content: TabContents[Tab] };
}[DashboardTab];

export type ToDashboard =
  | { type: 'problem'; message: string }
  | { type: 'heading'; heading: DashboardHeading }
  | TabMessage
  | { type: 'tabProblem'; tab: DashboardTab; message: string }
  | { type: 'compare'; answer: CompareAnswer };

export const dashboardActions = ['map', 'report', 'folder'] as const;
export type DashboardAction = (typeof dashboardActions)[number];

type OwnMessage =
  | { type: 'open'; tab: DashboardTab }
  | { type: 'action'; action: DashboardAction }
  | { type: 'compare'; question: CompareQuestion };
export type FromDashboard = FromAnyPage | OwnMessage;

/** Throws a MalformedMessage unless `value` is a message of the dashboard's page. */
export const readFromDashboard: Reader<FromDashboard> = readPageMessages<OwnMessage>({
  open: record<{ type: 'open'; tab: DashboardTab }>({ type: oneOf('open'), tab: oneOf(...dashboardTabs) }, {}),
  action: record<{ type: 'action'; action: DashboardAction }>(
    { type: oneOf('action'), action: oneOf(...dashboardActions) },
    {},
  ),
  compare: record<{ type: 'compare'; question: CompareQuestion }>(
    { type: oneOf('compare'), question: readCompareQuestion },
    {},
  ),
});
