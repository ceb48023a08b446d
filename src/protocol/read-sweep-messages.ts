import { cellNames, trainStages } from './compute-messages.ts';
import {
  memberStates,
  sweepBaselines,
  type ListedSweep,
  type SweepBaseline,
  type SweepEstimate,
  type SweepFigure,
  type SweepMemberState,
  type SweepParams,
  type SweepPlace,
  type SweepProgress,
  type SweepQuestion,
  type SweepQuestions,
  type SweepResult,
  type SweepScores,
  type SweepState,
} from './sweep-messages.ts';
import { anyNumber, listOf, oneOf, orNull, record, text, wholeNumber, type Reader } from './read-value.ts';

const count = wholeNumber();

const figure = orNull(
  record<SweepFigure>(
    {
      value: anyNumber,
      interval: orNull(record<{ low: number; high: number }>({ low: anyNumber, high: anyNumber }, {})),
    },
    {},
  ),
);
const scores = record<SweepScores>(
  { varianceExplained: figure, weightedVarianceExplained: figure, samePoemAt5: figure },
  {},
);
const baseline = record<SweepBaseline>({ method: oneOf(...sweepBaselines), numbers: orNull(count), scores }, {});
const result = record<SweepResult>(
  {
    ...{ parameters: count, seconds: anyNumber, split: oneOf('test', 'validation'), poems: count, chunks: count },
    ...{ scores, baselines: listOf(baseline) },
  },
  {},
);
const member = record<SweepMemberState>(
  {
    ...{ preset: text, cell: oneOf(...cellNames), bottleneckSize: count, state: oneOf(...memberStates) },
    ...{ stage: orNull(oneOf(...trainStages)), fraction: anyNumber, run: orNull(text), epoch: count, epochs: count },
    ...{ loss: orNull(anyNumber), problem: orNull(text), result: orNull(result) },
  },
  {},
);
const corpus = record<SweepState['corpus']>({ root: text, poems: count, chunks: count }, {});
const state = record<SweepState>(
  { ...{ id: text, created: text, corpus, seed: count }, epochs: orNull(count), members: listOf(member) },
  {},
);
const change = record<SweepProgress['changes'][number]>({ member: count, state: member }, {});
/** Throws a MalformedMessage unless `value` says how a comparison goes on. */
export const readSweepProgress = record<SweepProgress>(
  { changes: listOf(change), fraction: anyNumber, secondsLeft: orNull(anyNumber) },
  {},
);
const params = record<SweepParams>(
  { folder: text, runsFolder: text, presets: listOf(text), seed: count },
  {
    ...{ cells: listOf(oneOf(...cellNames)), bottleneckSizes: listOf(wholeNumber(1)) },
    ...{ epochs: wholeNumber(1), vectors: text },
  },
);
const place = record<SweepPlace>({ runsFolder: text, id: text }, {});
const estimate = record<SweepEstimate>({ members: count, processes: count, seconds: anyNumber }, {});
const listed = record<ListedSweep>(
  { ...{ runsFolder: text, id: text, created: text }, ...{ members: count, done: count, failed: count } },
  {},
);

/** What is asked and answered must look so. */
export const sweepReaders: {
  [About in keyof SweepQuestions]: {
    params: Reader<SweepQuestions[About]['params']>;
    result: Reader<SweepQuestions[About]['result']>;
  };
} = {
  estimate: { params, result: estimate },
  begin: { params, result: place },
  run: { params: place, result: state },
  read: { params: place, result: state },
  list: {
    params: record<{ runsFolders: string[] }>({ runsFolders: listOf(text) }, {}),
    result: record<{ sweeps: ListedSweep[] }>({ sweeps: listOf(listed) }, {}),
  },
};

const anything: Reader<unknown> = (value) => value;
const readAbout = record<{ about: keyof SweepQuestions; params: unknown }>(
  { about: oneOf(...(Object.keys(sweepReaders) as (keyof SweepQuestions)[])), params: anything },
  {},
);

/** Throws a MalformedMessage unless `value` is a question about comparisons. */
export const readSweepQuestion: Reader<SweepQuestion> = (value, where) => {
  const { about, params: given } = readAbout(value, where);
  return { about, params: sweepReaders[about].params(given, `${where}.params`) } as SweepQuestion;
};
