import type { Comparison } from '../passages/passage-table.ts';
import { messageType } from './message-type.ts';
import { anyNumber, listOf, MalformedMessage, oneOf, record, text, wholeNumber, type Reader } from './read-value.ts';

/** Points of a run's bottleneck to decode, made of its passages, which are named by their rows; `type` says how. */
export type SketchQuestion =
  /** A passage, and then the same passage with other numbers, [Z]. */
  | { type: 'edit'; row: number; point: number[] }
  /** From one passage to another in so many steps, both included. */
  | { type: 'between'; row: number; other: number; steps: number }
  /** A passage, and then the passage + strength x (mean of one author's passages - mean of another's). */
  | { type: 'style'; row: number; add: string; take: string; strength: number };

/** Bounds of a question's numbers, both inclusive. */
export const sketchBounds = { steps: [2, 12], strength: [0, 2], point: [-1e6, 1e6] } as const;

export interface SketchMethods {
  /** What a person needs to know before sketching from one or two passages of a run. */
  sketchBasis: { params: { run: string; rows: number[] }; progress: never; result: SketchBasis };
  /** What the decoder makes of points of the bottleneck. */
  sketch: { params: { run: string; question: SketchQuestion }; progress: never; result: Sketches };
}

export interface SketchBasis {
  /** What people call the run. */
  run: string;
  /** Those asked for, in their order. */
  passages: BasisPassage[];
  /** Each number of the bottleneck over all passages; the mean is that of the training passages. */
  numbers: { least: number; most: number; mean: number }[];
  /** By name, each with the number of its passages; an author that is not known is ''. */
  authors: { name: string; passages: number }[];
  /** What held-out poems say of the network; or why nothing is known of it. */
  expectation: { varianceExplained: number; cosine: number; meanVectorCosine: number } | { problem: string };
}

/** A passage as it stood in its file when the run was trained. Lines count from 1, both inclusive. */
export interface RealPassage {
  row: number;
  title: string;
  author: string;
  startLine: number;
  endLine: number;
  text: string;
}

export interface BasisPassage extends RealPassage {
  /** Its bottleneck vector, [Z]. */
  point: number[];
}

export interface Sketches {
  sketches: Sketch[];
  measure: Comparison['measure'];
}

export interface Sketch {
  /** What was decoded, [Z]. */
  point: number[];
  /** One for each step of the decoder. */
  tokens: SketchedToken[];
  leaning: Leaning;
  /** The passage of the run whose bottleneck vector is nearest, and how near; null at the middle of all passages, where none is. */
  nearest: (RealPassage & { value: number }) | null;
}

/** What sets a sketch apart from the sketch of the average, that of the centre from which passages are compared. */
export interface Leaning {
  /** The words nearest to the mean difference of their steps, the nearest first; no stop words. */
  words: { text: string; cosine: number }[];
  /** Length of that difference; 1 is how far passages' mean word vectors lie from their average. */
  distance: number;
}

/** The word, mark or break nearest to what the decoder gave, by cosine, among the commonest of the run's own. */
export interface SketchedToken {
  kind: 'word' | 'line' | 'stanza';
  /** '' for a break. */
  text: string;
  cosine: number;
}

function between([least, most]: readonly [number, number]): Reader<number> {
  return (value, where) => {
    const number = anyNumber(value, where);
    if (!(number >= least && number <= most))
      throw new MalformedMessage(`${where} must be a number from ${least} to ${most}`);
    return number;
  };
}

const row = wholeNumber();
const point = listOf(between(sketchBounds.point));
const questionReaders: { [T in SketchQuestion['type']]: Reader<Extract<SketchQuestion, { type: T }>> } = {
  edit: record<Extract<SketchQuestion, { type: 'edit' }>>({ type: oneOf('edit'), row, point }, {}),
  between: record<Extract<SketchQuestion, { type: 'between' }>>(
    { type: oneOf('between'), row, other: row, steps: wholeNumber(...sketchBounds.steps) },
    {},
  ),
  style: record<Extract<SketchQuestion, { type: 'style' }>>(
    { type: oneOf('style'), row, add: text, take: text, strength: between(sketchBounds.strength) },
    {},
  ),
};

export const readSketchQuestion: Reader<SketchQuestion> = (value, where) => {
  const type = oneOf('edit', 'between', 'style')(messageType(value), `${where}.type`);
  return questionReaders[type](value, where);
};

const realFields = { row, title: text, author: text, startLine: row, endLine: row, text };
const readToken = record<SketchedToken>({ kind: oneOf('word', 'line', 'stanza'), text, cosine: anyNumber }, {});
const readLeaning = record<Leaning>(
  { words: listOf(record<Leaning['words'][number]>({ text, cosine: anyNumber }, {})), distance: anyNumber },
  {},
);
const readNearest = record<RealPassage & { value: number }>({ ...realFields, value: anyNumber }, {});
const readMeasured = record<Exclude<SketchBasis['expectation'], { problem: string }>>(
  { varianceExplained: anyNumber, cosine: anyNumber, meanVectorCosine: anyNumber },
  {},
);
const readUnmeasured = record<{ problem: string }>({ problem: text }, {});
const noProgress: Reader<never> = (_, where) => {
  throw new MalformedMessage(`${where} does not belong to this method`);
};

/** What the payloads of these methods must look like. */
export const sketchMethodReaders: {
  [M in keyof SketchMethods]: {
    params: Reader<SketchMethods[M]['params']>;
    progress: Reader<never>;
    result: Reader<SketchMethods[M]['result']>;
  };
} = {
  sketchBasis: {
    params: record<SketchMethods['sketchBasis']['params']>({ run: text, rows: listOf(row) }, {}),
    progress: noProgress,
    result: record<SketchBasis>(
      {
        run: text,
        passages: listOf(record<BasisPassage>({ ...realFields, point: listOf(anyNumber) }, {})),
        numbers: listOf(
          record<SketchBasis['numbers'][number]>({ least: anyNumber, most: anyNumber, mean: anyNumber }, {}),
        ),
        authors: listOf(record<SketchBasis['authors'][number]>({ name: text, passages: row }, {})),
        expectation: (value, where) =>
          typeof value === 'object' && value !== null && 'problem' in value
            ? readUnmeasured(value, where)
            : readMeasured(value, where),
      },
      {},
    ),
  },
  sketch: {
    params: record<SketchMethods['sketch']['params']>({ run: text, question: readSketchQuestion }, {}),
    progress: noProgress,
    result: record<Sketches>(
      {
        sketches: listOf(
          record<Sketch>(
            {
              point: listOf(anyNumber),
              tokens: listOf(readToken),
              leaning: readLeaning,
              nearest: (value, where) => (value === null ? null : readNearest(value, where)),
            },
            {},
          ),
        ),
        measure: oneOf('cosine', 'euclidean'),
      },
      {},
    ),
  },
};
