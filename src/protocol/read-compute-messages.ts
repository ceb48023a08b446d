import type { FileReport } from '../corpus/types.ts';
import {
  type BatchSummary,
  cellNames,
  type ComputeMethod,
  type ComputeMethods,
  type EpochSummary,
  type Failure,
  type FromCompute,
  type HeldOutSummary,
  type NeighbourPassage,
  type NeighboursParams,
  type RequestControl,
  requestControls,
  startingPoints,
  type ToCompute,
  type TrainParams,
  type TrainProgress,
  type TrainResult,
  type TrainStart,
  trainStages,
} from './compute-messages.ts';
import { compareNeighbours, compareRuns, findPoems } from './read-compare-messages.ts';
import { messageType } from './message-type.ts';
import { mapMethodReaders } from './projection-messages.ts';
import {
  engineChoices,
  readEnginePlaces,
  readEngineReport,
  readEngineStatus,
  type EngineStatus,
} from './engine-choices.ts';
import { heldOutFigures } from './read-held-out-figures.ts';
import { dimensions, passageErrors } from './read-measure-messages.ts';
import {
  encodePassage,
  inspectPassage,
  preparePassages,
  readDocumentAsItStands,
  readDocumentParams,
  readWordErrors,
} from './read-passage-messages.ts';
import {
  anyNumber,
  listOf,
  MalformedMessage,
  oneOf,
  orNull,
  type Reader,
  record,
  text,
  truth,
  wholeNumber,
} from './read-value.ts';
import { sketchMethodReaders } from './sketch-messages.ts';
import { readTrainingJudgement } from './training-judgement.ts';

const count = wholeNumber();
const anything: Reader<unknown> = (value) => value;

const readStage = record<NonNullable<TrainProgress['stage']>>(
  { name: oneOf(...trainStages) },
  { done: count, total: count },
);
const readStart = record<TrainStart>(
  {
    run: text,
    poems: count,
    chunks: count,
    vocabulary: count,
    parameters: count,
    phases: listOf(record<{ maxTokens: number; epochs: number }>({ maxTokens: count, epochs: count }, {})),
    epochsDone: count,
    engine: readEngineReport,
  },
  { note: text },
);
const readEpoch = record<EpochSummary>(
  { epoch: count, phase: count, trainLoss: anyNumber, valLoss: orNull(anyNumber), seconds: anyNumber },
  {},
);
const readBatch = record<BatchSummary>(
  { epoch: count, phase: count, batch: count, batches: count, loss: anyNumber },
  {},
);
const readHeldOut = record<HeldOutSummary>(
  {
    split: oneOf('test', 'validation'),
    poems: count,
    varianceExplained: anyNumber,
    cosine: anyNumber,
    pca: record<HeldOutSummary['pca']>({ components: count, varianceExplained: anyNumber }, {}),
    meanVectorCosine: anyNumber,
  },
  {},
);

type MethodReaders = {
  [M in ComputeMethod]: {
    params: Reader<ComputeMethods[M]['params']>;
    progress: Reader<ComputeMethods[M]['progress']>;
    result: Reader<ComputeMethods[M]['result']>;
  };
};

const noProgress: Reader<never> = (_, where) => {
  throw new MalformedMessage(`${where} does not belong to this method`);
};

/** What each method's payloads must look like; used where they arrive. */
export const methodReaders: MethodReaders = {
  train: {
    params: record<TrainParams>(
      { folder: text, preset: text },
      {
        runsFolder: text,
        name: text,
        cell: oneOf(...cellNames),
        bottleneckSize: wholeNumber(1),
        epochs: wholeNumber(1),
        seed: count,
        vectors: text,
        batchSize: wholeNumber(1),
        learningRate: anyNumber,
        resume: text,
        startFrom: text,
        from: oneOf(...startingPoints),
        sweep: record<NonNullable<TrainParams['sweep']>>({ id: text, member: count, fingerprint: text }, {}),
        engine: oneOf(...engineChoices),
        threads: wholeNumber(1, 256),
        engines: readEnginePlaces,
      },
    ),
    progress: record<TrainProgress>(
      { reports: listOf(record<FileReport>({ file: text, message: text }, {})), epochs: listOf(readEpoch) },
      { stage: readStage, start: readStart, batch: readBatch, paused: truth },
    ),
    result: record<TrainResult>(
      {
        status: oneOf('complete', 'stopped'),
        run: text,
        preset: text,
        engine: text,
        poems: count,
        chunks: count,
        vocabulary: count,
        epochs: count,
        trainLoss: orNull(anyNumber),
        valLoss: orNull(anyNumber),
        seconds: anyNumber,
        heldOut: orNull(readHeldOut),
      },
      { lost: text },
    ),
  },
  engines: {
    params: record<ComputeMethods['engines']['params']>({ engines: readEnginePlaces, anew: truth }, {}),
    progress: noProgress,
    result: record<{ engines: EngineStatus[] }>({ engines: listOf(readEngineStatus) }, {}),
  },
  evaluate: {
    params: record<{ run: string }>({ run: text }, {}),
    progress: noProgress,
    result: record<{ report: string }>({ report: text }, {}),
  },
  neighbours: {
    params: record<NeighboursParams>({ run: text, text, count: wholeNumber(1, 1000) }, {}),
    progress: noProgress,
    result: record<{ neighbours: NeighbourPassage[] }>(
      {
        neighbours: listOf(
          record<NeighbourPassage>(
            {
              poem: text,
              author: text,
              file: text,
              startLine: count,
              endLine: count,
              similarity: anyNumber,
              text,
            },
            {},
          ),
        ),
      },
      {},
    ),
  },
  preparePassages,
  makeBaseRun: {
    params: record<{ folder: string; runsFolder: string }>({ folder: text, runsFolder: text }, {}),
    progress: preparePassages.progress,
    result: record<{ run: string }>({ run: text }, {}),
  },
  judgeTraining: {
    params: record<{ run: string }>({ run: text }, {}),
    progress: noProgress,
    result: readTrainingJudgement,
  },
  readDocument: { params: readDocumentParams, progress: noProgress, result: readDocumentAsItStands },
  encodePassage: { ...encodePassage, progress: noProgress },
  inspectPassage: { ...inspectPassage, progress: noProgress },
  wordErrors: { params: readDocumentParams, progress: noProgress, result: readWordErrors },
  ...mapMethodReaders,
  ...sketchMethodReaders,
  sweep: { params: anything, progress: anything, result: anything },
  passageErrors: { ...passageErrors, progress: noProgress },
  heldOutFigures: { ...heldOutFigures, progress: noProgress },
  dimensions,
  compareRuns: { ...compareRuns, progress: noProgress },
  compareNeighbours: { ...compareNeighbours, progress: noProgress },
  findPoems: { ...findPoems, progress: noProgress },
};

/** The id of a message that may otherwise be malformed, so that its sender gets an answer. */
export function idOf(message: unknown): number | null {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : null;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}

const id = wholeNumber();
const readControl = record<{ type: RequestControl; id: number }>({ type: oneOf(...requestControls), id }, {});
const readRequest = record<{ type: 'request'; id: number; method: ComputeMethod; params: unknown }>(
  {
    type: oneOf('request'),
    id,
    method: oneOf(...(Object.keys(methodReaders) as ComputeMethod[])),
    params: anything,
  },
  {},
);
const readFailure = record<Failure>({ message: text, forPerson: truth, cancelled: truth }, { stack: text });

/** Throws a MalformedMessage unless `value` is a message to the compute process. */
export function readToCompute(value: unknown): ToCompute {
  if (requestControls.some((control) => control === messageType(value))) return readControl(value, 'message');
  const request = readRequest(value, 'message');
  const params = methodReaders[request.method].params(request.params, `${request.method}.params`);
  return { ...request, params } as ToCompute;
}

/** Throws a MalformedMessage unless `value` is a message from the compute process; payloads are read by `methodReaders`. */
export function readFromCompute(value: unknown): FromCompute {
  switch (messageType(value)) {
    case 'progress':
      return record<{ type: 'progress'; id: number; progress: unknown }>(
        { type: oneOf('progress'), id, progress: anything },
        {},
      )(value, 'message');
    case 'result':
      return record<{ type: 'result'; id: number; result: unknown }>(
        { type: oneOf('result'), id, result: anything },
        {},
      )(value, 'message');
    default:
      return record<{ type: 'failure'; id: number | null; failure: Failure }>(
        { type: oneOf('failure'), id: orNull(id), failure: readFailure },
        {},
      )(value, 'message');
  }
}
