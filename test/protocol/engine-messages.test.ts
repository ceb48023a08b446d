import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import {
  type EngineReport,
  type EngineStatus,
  type EngineVerdict,
  readEnginePlaces,
  readEngineReport,
  readEngineStatus,
  readEngineVerdict,
} from '../../src/protocol/engine-choices.ts';
import { networkCalls, type FromEngine, type ToEngine } from '../../src/protocol/engine-messages.ts';
import {
  callReaders,
  readFromEngine,
  readOpenedEngine,
  readToEngine,
} from '../../src/protocol/read-engine-messages.ts';
import { refusedOf, type ReaderUnderTest } from './mutate.ts';

const sent = (message: unknown): unknown => deserialize(serialize(message));

const floats = Float32Array.of(0.5, -1);
const tensors = new Map([['decoder.start_token', { shape: [2], data: floats }]]);
const state = { step: 3, firstMoment: tensors, secondMoment: tensors };
const parts = { reconstruction: 1, plain: 1, pooled: 0, contrastive: 0, kl: Number.NaN };
const statistics = { meanActivation: 0, stdActivation: 1, temporalVariance: 0.1, saturation: 0 };
const batch = {
  tokens: Int32Array.of(1, 2),
  lengths: Int32Array.of(1, 1),
  rows: 2,
  steps: 1,
  pairs: Int32Array.of(1, 0),
};
const evaluation = { loss: 0.4, weighted: { loss: 0.2, weight: 3 }, tokens: 2, bottleneck: floats };

const toEngine: ToEngine[] = [
  { type: 'open', id: 1, open: { engine: 'webgpu', folder: '/engines', software: false } },
  {
    type: 'create',
    id: 2,
    options: {
      specification: completeSpecification({ inputSize: 2 }),
      ...{ vectors: floats, parameters: tensors, maxRows: 32, maxSteps: 50 },
      ...{ wordWeights: floats, noise: { gaussian: 0.1, wordDrop: 0 }, seed: 7 },
    },
  },
  ...networkCalls.map((call, i): ToEngine => {
    const args = {
      ...{ trainStep: [batch, { learningRate: 0.1, clipNorm: 1 }], gradients: [batch], evaluate: [batch] },
      ...{ reconstruct: [batch, true], decode: [floats, Int32Array.of(1)] },
      ...{ gradientNorms: [], hiddenStatistics: [], parameters: [], optimizerState: [] },
    };
    return { type: 'call', id: 3 + i, network: 1, call, args: args[call] };
  }),
  { type: 'setVectors', network: 1, vectors: new Float32Array(6) },
  { type: 'setParameters', network: 1, parameters: tensors },
  { type: 'setOptimizerState', network: 1, state },
  { type: 'dispose', network: 1 },
];

const fromEngine: FromEngine[] = [
  { type: 'result', id: 1, result: 5 },
  { type: 'failure', id: 2, failure: { kind: 'range', message: 'Batch norm needs at least 2 rows.' } },
  { type: 'failure', id: 3, failure: { kind: 'problem', problem: 'adapter missing', message: '' } },
  { type: 'failure', id: 4, failure: { kind: 'loss', loss: 'out of memory', message: 'OOM' } },
  { type: 'lost', loss: 'device lost', message: 'reset' },
];

const results: { [C in keyof typeof callReaders]: unknown } = {
  trainStep: { loss: 0.5, parts, gradientNorm: 2 },
  gradientNorms: new Map([['decoder.start_token', 0.1]]),
  hiddenStatistics: { encoder: statistics, decoder: statistics },
  gradients: { loss: 0.5, parts, gradients: tensors },
  evaluate: evaluation,
  reconstruct: { ...evaluation, reconstruction: floats, encoderHidden: floats, decoderHidden: floats },
  decode: floats,
  parameters: tensors,
  optimizerState: state,
};

const verdicts: EngineVerdict[] = [
  {
    ...{ engine: 'cuda', usable: true, description: 'tfjs-node-gpu 4.22.0', adapter: 'NVIDIA T4', version: '4.22.0' },
    runtime: '/usr/bin/node',
  },
  { engine: 'webgpu', usable: false, problem: 'software adapter', detail: 'SwiftShader' },
];
const status: EngineStatus = { engine: 'cpu', usable: true, words: 'It works.', problem: null };
const report: EngineReport = {
  ...{ engine: 'webgpu', description: 'WebGPU, Radeon', threads: 1, why: 'The fastest.' },
  steps: [{ engine: 'wasm', milliseconds: 9.5 }],
};

const opened = { description: 'WebGPU', threads: 1, adapter: 'Radeon', version: '0.6.2' };
const others: [(value: unknown) => unknown, unknown][] = [
  ...networkCalls.map((call): [(value: unknown) => unknown, unknown] => [
    (value) => callReaders[call](value, 'result'),
    results[call],
  ]),
  ...verdicts.map((verdict): [(value: unknown) => unknown, unknown] => [
    (value) => readEngineVerdict(value, 'verdict'),
    verdict,
  ]),
  [(value) => readOpenedEngine(value, 'result'), opened],
  [(value) => readEngineStatus(value, 'status'), status],
  [(value) => readEngineReport(value, 'report'), report],
  [(value) => readEnginePlaces(value, 'places'), { folders: ['/engines'], nodePath: '/node', storage: '/storage' }],
];

describe('messages of an engine process', () => {
  it('arrive as they were sent', () => {
    for (const message of toEngine) expect(readToEngine(sent(message))).toEqual(message);
    for (const message of fromEngine) expect(readFromEngine(sent(message))).toEqual(message);
    for (const [read, value] of others) expect(read(sent(value))).toEqual(value);
  });

  it('name what is wrong with them', () => {
    const call = { type: 'call', id: 1, network: 1, call: 'evaluate', args: [{ ...batch, rows: 0.5 }] };
    expect(() => readToEngine(call)).toThrow('evaluate.args[0].rows must be a whole number');
    expect(() => readToEngine({ ...call, args: [batch, 1] })).toThrow('evaluate must have at most 1 arguments');
    expect(() => readToEngine({ ...call, call: 'dispose' })).toThrow('message.call must be one of trainStep');
    expect(() => readToEngine({ type: 'eval' })).toThrow('message.type must be one of open');
    const tensor = new Map([['a', { shape: [1], data: [1] }]]);
    expect(() => callReaders.parameters(tensor, 'result')).toThrow('result.a.data must be a Float32Array');
    expect(() => readFromEngine({ type: 'lost', loss: 'bored', message: '' })).toThrow('message.loss must be one of');
  });

  it('are refused with a MalformedMessage and nothing else, whatever is in them', () => {
    const readers: ReaderUnderTest[] = [
      { read: readToEngine, samples: toEngine },
      { read: readFromEngine, samples: fromEngine },
      ...others.map(([read, value]) => ({ read, samples: [value] })),
    ];
    expect(refusedOf(readers, 20_000, createRandom(31))).toBeGreaterThan(6000);
  });
});
