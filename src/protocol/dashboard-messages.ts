import { messageType } from './message-type.ts';
import { oneOf, record, text, type Reader } from './read-value.ts';

/** An epoch of the training. */
export interface DashboardEpoch {
  epoch: number;
  /** From 1. */
  phase: number;
  phaseName: string;
  trainLoss: number;
  valLoss: number | null;
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

export interface DashboardRun {
  name: string;
  /** Label and value of each fact, in order. */
  facts: [string, string][];
  epochs: DashboardEpoch[];
  /** Null where the run has not been evaluated. */
  evaluation: DashboardEvaluation | null;
}

export type ToDashboard = { type: 'problem'; message: string } | { type: 'run'; run: DashboardRun };

export const dashboardActions = ['map', 'report', 'folder'] as const;
export type DashboardAction = (typeof dashboardActions)[number];
export type FromDashboard =
  { type: 'ready' } | { type: 'action'; action: DashboardAction } | { type: 'copy'; text: string };

const readers = {
  ready: record<{ type: 'ready' }>({ type: oneOf('ready') }, {}),
  action: record<{ type: 'action'; action: DashboardAction }>(
    { type: oneOf('action'), action: oneOf(...dashboardActions) },
    {},
  ),
  copy: record<{ type: 'copy'; text: string }>({ type: oneOf('copy'), text }, {}),
};

/** Throws a MalformedMessage unless `value` is a message of the dashboard's page. */
export const readFromDashboard: Reader<FromDashboard> = (value, where) => {
  const type = oneOf('ready', 'action', 'copy')(messageType(value), `${where}.type`);
  return readers[type](value, where);
};
