import type { SourceRange } from '../corpus/types.ts';
import type { Comparison } from '../passages/passage-table.ts';

/** Makes or remakes the passage table of a complete run (src/passages/), which is a file of the run. */
export interface PreparePassagesParams {
  /** Folder of the run. Absolute path. */
  run: string;
  /** How passages are compared from now on; without it as the run says, or the default for one without a table. */
  comparison?: Comparison;
}

/** Chunks measured, of all. */
export interface PreparePassagesProgress {
  done: number;
  total: number;
}

/** A document of the corpus as it stands in the editor, whether or not the run knows it. */
export interface DocumentParams {
  run: string;
  /** Path below the corpus folder, with forward slashes; its ending says which format it is in. */
  file: string;
  /** The whole document. */
  text: string;
}

/** Its poems, cut into chunks by the run's settings. */
export interface DocumentAsItStands {
  poems: PoemAsItStands[];
  /** Why there are none, or not all: a sentence each. */
  problems: string[];
}

export interface PoemAsItStands {
  title: string;
  author: string;
  chunks: ChunkAsItStands[];
}

export interface ChunkAsItStands {
  range: SourceRange;
  text: string;
}

/** A passage of the run by its row, or any text. */
export type PassageParams = { run: string; chunk: number } | { run: string; text: string };

/** What the encoder and decoder make of a text. */
export interface EncodedPassage {
  /** Bottleneck vector, [Z]; of a text longer than a window the mean over its windows. */
  vector: number[];
  /** Mean over its words of the reconstruction's cosine similarity, and of its squared error. */
  cosine: number;
  mse: number;
}

/** Everything about the reconstruction of one passage. */
export interface Inspection {
  tokens: InspectedToken[];
  /** Shares of the variance of original and reconstructed vectors together, along the plane's two axes. */
  planeVariance: [number, number];
  /** One for each number of the bottleneck. */
  bottleneck: BottleneckNumber[];
  cosine: number;
  mse: number;
  /** Of all passages of the run. */
  medianCosine: number;
  medianMse: number;
  /** Mean cosine if the mean word vector of the run's training passages were always guessed. */
  meanVectorCosine: number;
  /** The text was longer than one window of the run, and only its first window is shown. */
  cut: boolean;
}

export interface InspectedToken {
  /** As the vocabulary has it; structure as in `<LINE_BREAK>`. */
  token: string;
  /** As it stands in the text; '' for what has no words, such as a line's end. */
  source: string;
  kind: 'word' | 'mark' | 'structure';
  /** Nearest to the reconstruction by cosine, among the run's words; its structure tokens and `<UNK>` do not count. */
  nearest: string;
  nearestCosine: number;
  /** Of the reconstruction with the token's own vector: cosine similarity, and mean squared error of a component. */
  cosine: number;
  mse: number;
  /** On the joint plane: the two principal components of this passage's original and reconstructed vectors. */
  original: [number, number];
  reconstructed: [number, number];
}

/** One number of the bottleneck beside the same number of all passages of the run. */
export interface BottleneckNumber {
  value: number;
  mean: number;
  deviation: number;
  /** Smallest, 5%, 25%, median, 75%, 95%, largest. */
  quantiles: [number, number, number, number, number, number, number];
  /** Share of passages whose number is smaller, 0 to 1. */
  rank: number;
}

/** The error of each word of a document; offsets are UTF-16 positions in its text. */
export interface WordErrors {
  /** One for each word and mark, ascending. */
  starts: Int32Array;
  ends: Int32Array;
  /** Of the word's reconstruction, the mean over the chunks it is in. */
  mse: Float32Array;
  cosine: Float32Array;
  /** Deciles of a word's squared error over the run's own passages (9 numbers): what is little and what is much. */
  mseDeciles: number[];
  problems: string[];
}
