import type { SourcePosition, SourceRange } from '../corpus/types.ts';
import type { Comparison } from '../passages/passage-table.ts';
import type {
  BottleneckNumber,
  ChunkAsItStands,
  DocumentAsItStands,
  DocumentParams,
  EncodedPassage,
  Inspection,
  InspectedToken,
  PassageParams,
  PoemAsItStands,
  PreparePassagesParams,
  PreparePassagesProgress,
  WordErrors,
} from './passage-messages.ts';
import {
  anyNumber,
  arrayOf,
  listOf,
  MalformedMessage,
  oneOf,
  record,
  text,
  truth,
  wholeNumber,
  type Reader,
} from './read-value.ts';

const count = wholeNumber();
const pair = listOf(anyNumber, 2) as Reader<[number, number]>;

const readComparison = record<Comparison>({ measure: oneOf('cosine', 'euclidean'), whitened: truth }, {});
const readPosition = record<SourcePosition>({ line: count, character: count }, {});
const readRange = record<SourceRange>({ start: readPosition, end: readPosition }, {});

export const preparePassages = {
  params: record<PreparePassagesParams>({ run: text }, { comparison: readComparison }),
  progress: record<PreparePassagesProgress>({ done: count, total: count }, {}),
  result: record<{ comparison: Comparison }>({ comparison: readComparison }, {}),
};

export const readDocumentParams = record<DocumentParams>({ run: text, file: text, text }, {});
export const readDocumentAsItStands = record<DocumentAsItStands>(
  {
    poems: listOf(
      record<PoemAsItStands>(
        { title: text, author: text, chunks: listOf(record<ChunkAsItStands>({ range: readRange, text }, {})) },
        {},
      ),
    ),
    problems: listOf(text),
  },
  {},
);

export const encodePassage = {
  params: record<{ run: string; text: string }>({ run: text, text }, {}),
  result: record<EncodedPassage>({ vector: listOf(anyNumber), cosine: anyNumber, mse: anyNumber }, {}),
};

const ofRow = record<{ run: string; chunk: number }>({ run: text, chunk: count }, {});
const readToken = record<InspectedToken>(
  {
    token: text,
    source: text,
    kind: oneOf('word', 'mark', 'structure'),
    nearest: text,
    nearestCosine: anyNumber,
    cosine: anyNumber,
    mse: anyNumber,
    original: pair,
    reconstructed: pair,
  },
  {},
);
const readBottleneckNumber = record<BottleneckNumber>(
  {
    value: anyNumber,
    mean: anyNumber,
    deviation: anyNumber,
    quantiles: listOf(anyNumber, 7) as Reader<BottleneckNumber['quantiles']>,
    rank: anyNumber,
  },
  {},
);

export const inspectPassage = {
  params: ((value, where) =>
    typeof value === 'object' && value !== null && 'chunk' in value
      ? ofRow(value, where)
      : encodePassage.params(value, where)) satisfies Reader<PassageParams>,
  result: record<Inspection>(
    {
      tokens: listOf(readToken),
      planeVariance: pair,
      bottleneck: listOf(readBottleneckNumber),
      cosine: anyNumber,
      mse: anyNumber,
      medianCosine: anyNumber,
      medianMse: anyNumber,
      meanVectorCosine: anyNumber,
      cut: truth,
    },
    {},
  ),
};

const wordErrors = record<WordErrors>(
  {
    starts: arrayOf(Int32Array),
    ends: arrayOf(Int32Array),
    mse: arrayOf(Float32Array),
    cosine: arrayOf(Float32Array),
    mseDeciles: listOf(anyNumber),
    problems: listOf(text),
  },
  {},
);

/** The four arrays belong together: one number of each for every word. */
export const readWordErrors: Reader<WordErrors> = (value, where) => {
  const errors = wordErrors(value, where);
  for (const name of ['ends', 'mse', 'cosine'] as const)
    if (errors[name].length !== errors.starts.length)
      throw new MalformedMessage(`${where}.${name} must have ${errors.starts.length} numbers`);
  return errors;
};
