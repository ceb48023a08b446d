import type {
  Batch,
  Evaluation,
  HiddenStatistics,
  NetworkOptions,
  OptimizerState,
  Reconstruction,
  StepResult,
} from '../engine/engine.ts';
import type { EngineLoss } from '../engine/engine-lost.ts';
import type { LossParts, Noise } from '../model/objective.ts';
import type { Tensor, TensorMap } from '../model/parameters.ts';
import { engineProblems, processEngines } from './engine-choices.ts';
import {
  type CallResult,
  type EngineFailure,
  type EngineToOpen,
  type FromEngine,
  type NetworkCall,
  networkCalls,
  type OpenedEngine,
  type ToEngine,
} from './engine-messages.ts';
import { messageType } from './message-type.ts';
import {
  anyNumber,
  arrayOf,
  listOf,
  MalformedMessage,
  oneOf,
  type Reader,
  record,
  text,
  truth,
  wholeNumber,
} from './read-value.ts';

const count = wholeNumber();
const floats = arrayOf(Float32Array);
const whole = arrayOf(Int32Array);
const anything: Reader<unknown> = (value) => value;

/** An object that the model's own checks look into. */
function checkedByModel<T extends object>(): Reader<T> {
  return (value, where) => {
    if (typeof value !== 'object' || value === null) throw new MalformedMessage(`${where} must be an object`);
    return value as T;
  };
}

function mapOf<T>(reader: Reader<T>): Reader<Map<string, T>> {
  return (value, where) => {
    if (!(value instanceof Map)) throw new MalformedMessage(`${where} must be a map`);
    return new Map(
      [...value].map(([name, item]: [unknown, unknown]) => [
        text(name, where),
        reader(item, `${where}.${String(name)}`),
      ]),
    );
  };
}

const tensor = record<Tensor>({ shape: listOf(count), data: floats }, {});
const tensors: Reader<TensorMap> = mapOf(tensor);
const optimizerState = record<OptimizerState>({ step: count, firstMoment: tensors, secondMoment: tensors }, {});
const lossParts = record<LossParts>(
  { reconstruction: anyNumber, plain: anyNumber, pooled: anyNumber, contrastive: anyNumber, kl: anyNumber },
  {},
);
const statistics = record<HiddenStatistics>(
  { meanActivation: anyNumber, stdActivation: anyNumber, temporalVariance: anyNumber, saturation: anyNumber },
  {},
);
const weighted = record<NonNullable<Evaluation['weighted']>>({ loss: anyNumber, weight: anyNumber }, {});

/** What the answer to each call of a network must look like. */
export const callReaders: { [C in NetworkCall]: Reader<CallResult<C>> } = {
  trainStep: record<StepResult>({ loss: anyNumber, parts: lossParts, gradientNorm: anyNumber }, {}),
  gradientNorms: mapOf(anyNumber),
  hiddenStatistics: record<CallResult<'hiddenStatistics'>>({ encoder: statistics, decoder: statistics }, {}),
  gradients: record<CallResult<'gradients'>>({ loss: anyNumber, parts: lossParts, gradients: tensors }, {}),
  evaluate: record<Evaluation>({ loss: anyNumber, tokens: count, bottleneck: floats }, { weighted }),
  reconstruct: record<Reconstruction>(
    {
      loss: anyNumber,
      tokens: count,
      bottleneck: floats,
      reconstruction: floats,
      encoderHidden: floats,
      decoderHidden: floats,
    },
    { weighted },
  ),
  decode: floats,
  parameters: tensors,
  optimizerState,
};

const batch = record<Batch>(
  { tokens: whole, lengths: whole, rows: count, steps: count },
  { pairs: whole, groups: whole },
);
const settings = checkedByModel<object>();

/** The arguments of each call, in their order; those at the end may be left out. */
const argumentReaders: Record<NetworkCall, readonly Reader<unknown>[]> = {
  trainStep: [batch, settings],
  gradientNorms: [],
  hiddenStatistics: [],
  gradients: [batch, settings],
  evaluate: [batch],
  reconstruct: [batch, truth],
  decode: [floats, whole],
  parameters: [],
  optimizerState: [],
};

const networkOptions = record<NetworkOptions>(
  { specification: checkedByModel(), vectors: floats, parameters: tensors, maxRows: count, maxSteps: count },
  { wordWeights: floats, noise: record<Noise>({ gaussian: anyNumber, wordDrop: anyNumber }, {}), seed: count },
);

export const readOpenedEngine: Reader<OpenedEngine> = record<OpenedEngine>(
  { description: text, threads: wholeNumber(1), adapter: text, version: text },
  {},
);

type Message<T extends (ToEngine | FromEngine)['type'], M extends ToEngine | FromEngine> = Extract<M, { type: T }>;

const toEngine: { [T in ToEngine['type']]: Reader<Message<T, ToEngine>> } = {
  open: record<Message<'open', ToEngine>>(
    {
      type: oneOf('open'),
      id: count,
      open: record<EngineToOpen>({ engine: oneOf(...processEngines), folder: text, software: truth }, {}),
    },
    {},
  ),
  create: record<Message<'create', ToEngine>>({ type: oneOf('create'), id: count, options: networkOptions }, {}),
  call: record<Message<'call', ToEngine>>(
    { type: oneOf('call'), id: count, network: count, call: oneOf(...networkCalls), args: listOf(anything) },
    {},
  ),
  setVectors: record<Message<'setVectors', ToEngine>>(
    { type: oneOf('setVectors'), network: count, vectors: floats },
    {},
  ),
  setParameters: record<Message<'setParameters', ToEngine>>(
    { type: oneOf('setParameters'), network: count, parameters: tensors },
    {},
  ),
  setOptimizerState: record<Message<'setOptimizerState', ToEngine>>(
    { type: oneOf('setOptimizerState'), network: count, state: optimizerState },
    {},
  ),
  dispose: record<Message<'dispose', ToEngine>>({ type: oneOf('dispose'), network: count }, {}),
};

/** Throws a MalformedMessage unless `value` is a message to an engine process. */
export function readToEngine(value: unknown): ToEngine {
  const type = oneOf(...(Object.keys(toEngine) as ToEngine['type'][]))(messageType(value), 'message.type');
  const message: ToEngine = toEngine[type](value, 'message');
  if (message.type !== 'call') return message;
  const readers = argumentReaders[message.call];
  if (message.args.length > readers.length)
    throw new MalformedMessage(`${message.call} must have at most ${readers.length} arguments`);
  return { ...message, args: message.args.map((arg, i) => readers[i]!(arg, `${message.call}.args[${i}]`)) };
}

const losses = [
  'ended',
  'no answer',
  'device lost',
  'out of memory',
  'validation',
] as const satisfies readonly EngineLoss[];

const failures: { [K in EngineFailure['kind']]: Reader<Extract<EngineFailure, { kind: K }>> } = {
  range: record<Extract<EngineFailure, { kind: 'range' }>>({ kind: oneOf('range'), message: text }, {}),
  problem: record<Extract<EngineFailure, { kind: 'problem' }>>(
    { kind: oneOf('problem'), problem: oneOf(...engineProblems), message: text },
    {},
  ),
  loss: record<Extract<EngineFailure, { kind: 'loss' }>>(
    { kind: oneOf('loss'), loss: oneOf(...losses), message: text },
    {},
  ),
};

const readFailure: Reader<EngineFailure> = (value, where) => {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  return failures[oneOf('range', 'problem', 'loss')(kind, `${where}.kind`)](value, where);
};

const fromEngine: { [T in FromEngine['type']]: Reader<Message<T, FromEngine>> } = {
  result: record<Message<'result', FromEngine>>({ type: oneOf('result'), id: count, result: anything }, {}),
  failure: record<Message<'failure', FromEngine>>({ type: oneOf('failure'), id: count, failure: readFailure }, {}),
  lost: record<Message<'lost', FromEngine>>({ type: oneOf('lost'), loss: oneOf(...losses), message: text }, {}),
};

/** Throws a MalformedMessage unless `value` is a message of an engine process; a `result` is read by who asked. */
export function readFromEngine(value: unknown): FromEngine {
  const type = oneOf(...(Object.keys(fromEngine) as FromEngine['type'][]))(messageType(value), 'message.type');
  return fromEngine[type](value, 'message');
}
