import type { Comparison } from '../passages/passage-table.ts';
import type { HeldOutFigures } from './held-out-figures.ts';

/** A run in the list of those that can be chosen. */
export interface CompareCandidate {
  /** Absolute path: what tells one run from another. */
  folder: string;
  /** As the person gave it. */
  name: string;
  /** ISO 8601. */
  created: string;
  status: 'training' | 'interrupted' | 'stopped' | 'complete' | 'damaged';
}

export interface CompareContent {
  /** The run that the dashboard is about; it is always among those compared. */
  shown: string;
  /** Newest first, the shown one among them. */
  runs: CompareCandidate[];
}

/** What of a run is laid beside others. What could not be read is left out, and `problems` says why. */
export interface ComparedRun {
  folder: string;
  /** A sentence each, for a person. */
  problems: string[];
  /** Of `config.json`: the path of each setting, as in `training.batchSize`, and its value. */
  settings: [string, string][];
  epochs: ComparedEpoch[];
  /** Null where the run was not measured. */
  quality: HeldOutFigures | null;
}

export interface ComparedEpoch {
  epoch: number;
  trainLoss: number;
  valLoss: number | null;
}

export interface CompareNeighboursParams {
  /** Folders of runs. */
  runs: string[];
  /** The chunk, by its row in one of the runs; the first of the first run that has passages without it. */
  chunk?: { run: string; row: number };
  count: number;
}

/** A passage of a run. Lines count from 1, both inclusive, as they were when the run was trained. */
export interface ComparedPassage {
  row: number;
  title: string;
  author: string;
  file: string;
  startLine: number;
  endLine: number;
  opening: string;
}

export interface ComparedNeighbours {
  folder: string;
  /** Why nothing is found, a sentence for a person; '' where nothing is wrong. */
  problem: string;
  /** The same passage in this run; null where the run does not have it. */
  passage: ComparedPassage | null;
  /** The run has the same tokens of the same poem; else it is cut in another way there, and most lines agree. */
  same: boolean;
  /** Null where nothing could be compared. */
  comparison: Comparison | null;
  /** Nearest first. */
  neighbours: (ComparedPassage & { value: number })[];
}

export interface ComparedChunk {
  /** Null where no run has passages. */
  chunk: (ComparedPassage & { run: string; number: number; of: number; firstRow: number }) | null;
  /** In the order asked for. */
  runs: ComparedNeighbours[];
}

export interface FindPoemsParams {
  run: string;
  /** Words that must all be in a title or an author's name. */
  words: string;
  count: number;
}

export interface FoundPoems {
  poems: { title: string; author: string; firstRow: number; rows: number }[];
  /** All that match. */
  total: number;
}

/** What the page asks. Runs are named by their folders. */
export type CompareQuestion =
  | { about: 'runs'; runs: string[] }
  | { about: 'chunk'; runs: string[]; chunk: { run: string; row: number } | null }
  | { about: 'poems'; run: string; words: string }
  | { about: 'open'; run: string; row: number };

/** What it is told; answers that are no longer wanted are known by the runs or words they name. */
export type CompareAnswer =
  | { about: 'runs'; runs: ComparedRun[] }
  | { about: 'chunk'; compared: ComparedChunk }
  | { about: 'poems'; words: string; found: FoundPoems }
  | { about: 'problem'; message: string };
