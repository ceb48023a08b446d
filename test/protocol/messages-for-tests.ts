import type { ComparedChunk, ComparedRun } from '../../src/protocol/compare-messages.ts';
import type { DocumentAsItStands, Inspection, WordErrors } from '../../src/protocol/passage-messages.ts';
import type { PassageClusters, Projected, ProjectionProgress } from '../../src/protocol/projection-messages.ts';
import type { EngineStatus } from '../../src/protocol/engine-choices.ts';
import type { HeldOutFigures } from '../../src/protocol/held-out-figures.ts';
import type { Dimensions, DimensionsProgress, PassageErrors } from '../../src/protocol/measure-messages.ts';
import type { SketchBasis, Sketches } from '../../src/protocol/sketch-messages.ts';
import type { SweepProgress, SweepQuestion, SweepState } from '../../src/protocol/sweep-messages.ts';
import type { TrainingJudgement } from '../../src/protocol/training-judgement.ts';
import type { FromCompute, ToCompute, TrainProgress, TrainResult } from '../../src/protocol/compute-messages.ts';

export const trainProgress: TrainProgress = {
  reports: [{ file: 'a.txt', message: 'a.txt is empty: leave it out or write something into it.' }],
  stage: { name: 'reading', done: 3, total: 10 },
  start: {
    run: '/runs/1',
    poems: 56,
    chunks: 412,
    vocabulary: 2000,
    parameters: 100_000,
    phases: [
      { maxTokens: 20, epochs: 2 },
      { maxTokens: 50, epochs: 2 },
    ],
    epochsDone: 0,
    note: 'Training begins from scratch.',
    engine: {
      ...{ engine: 'wasm', description: 'wasm simd', threads: 2, why: 'It is the fastest here: 9.1 ms a step.' },
      steps: [{ engine: 'wasm', milliseconds: 9.1 }],
    },
  },
  epochs: [{ epoch: 1, phase: 1, trainLoss: 0.5, valLoss: null, seconds: 1.5 }],
  batch: { epoch: 2, phase: 1, batch: 3, batches: 10, loss: Number.NaN },
  paused: true,
};

export const trainResult: TrainResult = {
  status: 'complete',
  run: '/runs/1',
  preset: 'seed',
  engine: 'wasm, 2 threads',
  poems: 56,
  chunks: 412,
  vocabulary: 2000,
  epochs: 50,
  trainLoss: 0.3,
  valLoss: 0.3312,
  seconds: 80,
  heldOut: {
    split: 'test',
    poems: 6,
    varianceExplained: 0.018,
    cosine: 0.443,
    pca: { components: 18, varianceExplained: 0.116 },
    meanVectorCosine: 0.441,
  },
};

export const engineStatuses: EngineStatus[] = [
  { engine: 'wasm', usable: true, words: 'wasm simd: works.', problem: null },
  { engine: 'cuda', usable: false, words: 'CUDA is not set up.', problem: 'package missing' },
];

export const toCompute: ToCompute[] = [
  { type: 'request', id: 1, method: 'train', params: { folder: '/poems', preset: 'seed' } },
  {
    type: 'request',
    id: 2,
    method: 'train',
    params: {
      folder: '/poems',
      preset: 'quick',
      runsFolder: '/runs',
      epochs: 3,
      seed: 0,
      vectors: 'glove.txt',
      batchSize: 8,
      learningRate: 0.01,
      resume: '/runs/1',
      startFrom: '/runs/0',
      from: 'base',
      engine: 'webgpu',
      threads: 2,
      engines: { folders: ['/engines'], nodePath: '/usr/bin/node', storage: '/storage' },
    },
  },
  { type: 'request', id: 3, method: 'evaluate', params: { run: '/runs/1' } },
  { type: 'request', id: 30, method: 'engines', params: { engines: { folders: [] }, anew: true } },
  { type: 'request', id: 4, method: 'neighbours', params: { run: '/runs/1', text: 'the moon', count: 5 } },
  {
    type: 'request',
    id: 5,
    method: 'preparePassages',
    params: { run: '/runs/1', comparison: { measure: 'cosine', whitened: true } },
  },
  { type: 'request', id: 6, method: 'readDocument', params: { run: '/runs/1', file: 'a/b.txt', text: 'a poem' } },
  { type: 'request', id: 7, method: 'encodePassage', params: { run: '/runs/1', text: 'the moon' } },
  { type: 'request', id: 8, method: 'inspectPassage', params: { run: '/runs/1', chunk: 3 } },
  { type: 'request', id: 9, method: 'inspectPassage', params: { run: '/runs/1', text: 'the moon' } },
  { type: 'request', id: 10, method: 'wordErrors', params: { run: '/runs/1', file: 'a/b.txt', text: 'a poem' } },
  {
    type: 'request',
    id: 11,
    method: 'project',
    params: { run: '/runs/1', projection: { type: 'tsne', perplexity: 30, iterations: 1000, seed: 42 } },
  },
  {
    type: 'request',
    id: 12,
    method: 'project',
    params: {
      run: '/runs/1',
      projection: { type: 'umap', neighbours: 15, minimumDistance: 0.1, epochs: 200, seed: 0 },
    },
  },
  { type: 'request', id: 13, method: 'clusterPassages', params: { run: '/runs/1' } },
  { type: 'request', id: 14, method: 'searchPassages', params: { run: '/runs/1', text: 'the moon' } },
  {
    type: 'request',
    id: 15,
    method: 'mapTable',
    params: { run: '/runs/1', points: Float32Array.of(1, 2), rows: Int32Array.of(0) },
  },
  { type: 'request', id: 20, method: 'passageText', params: { run: '/runs/1', row: 3 } },
  { type: 'request', id: 21, method: 'passageErrors', params: { run: '/runs/1' } },
  { type: 'request', id: 33, method: 'heldOutFigures', params: { run: '/runs/1' } },
  { type: 'request', id: 22, method: 'dimensions', params: { run: '/runs/1' } },
  { type: 'request', id: 23, method: 'judgeTraining', params: { run: '/runs/1' } },
  { type: 'request', id: 30, method: 'makeBaseRun', params: { folder: '/poems', runsFolder: '/storage/runs' } },
  { type: 'request', id: 24, method: 'compareRuns', params: { runs: ['/runs/1', '/runs/2'] } },
  {
    type: 'request',
    id: 25,
    method: 'compareNeighbours',
    params: { runs: ['/runs/1'], chunk: { run: '/runs/1', row: 3 }, count: 5 },
  },
  { type: 'request', id: 26, method: 'findPoems', params: { run: '/runs/1', words: 'the sea', count: 8 } },
  {
    type: 'request',
    id: 31,
    method: 'train',
    params: {
      ...{ folder: '/poems', preset: 'gru-both', name: 'gru-both, gru, 15 numbers', cell: 'gru', bottleneckSize: 15 },
      sweep: { id: '20260102-030405-poems', member: 0, fingerprint: 'ab12' },
    },
  },
  { type: 'request', id: 27, method: 'sketchBasis', params: { run: '/runs/1', rows: [3, 0] } },
  {
    type: 'request',
    id: 28,
    method: 'sketch',
    params: { run: '/runs/1', question: { type: 'edit', row: 3, point: [0.5, -1] } },
  },
  {
    type: 'request',
    id: 29,
    method: 'sketch',
    params: { run: '/runs/1', question: { type: 'between', row: 3, other: 0, steps: 5 } },
  },
  {
    type: 'request',
    id: 30,
    method: 'sketch',
    params: { run: '/runs/1', question: { type: 'style', row: 3, add: 'A', take: '', strength: 1.5 } },
  },
  { type: 'cancel', id: 4 },
  { type: 'pause', id: 1 },
  { type: 'continue', id: 1 },
];

export const trainingJudgement: TrainingJudgement = {
  limits: { vanishingGradient: 1e-6, explodingGradient: 10, saturation: 0.5 },
  verdicts: [
    {
      about: 'gradients',
      good: false,
      finding: 'It exploded.',
      meaning: 'Steps are large.',
      advice: 'Lower the rate.',
    },
    { about: 'progress', good: null, finding: 'One epoch is done.', meaning: 'It is too early.', advice: '' },
  ],
};

const estimated = { value: 0.1, interval: { low: 0.05, high: 0.2 } };
const found = { samePoemAt5: estimated, adjacentIn5: { value: 0, interval: null }, sameAuthorAt5: null };
const decodedWords = {
  exact: 0.02,
  inNearest10: 0.1,
  bleu: 0.01,
  perplexity: 300,
  lineBreaks: { precision: null, recall: 0, f1: 0 },
};

export const heldOutFigures: HeldOutFigures = {
  split: 'test',
  poems: 6,
  chunks: 40,
  scores: [
    {
      predictor: 'network',
      mse: 0.2,
      cosine: 0.4,
      varianceExplained: estimated,
      weightedVarianceExplained: null,
    },
  ],
  aboveLinear: { varianceExplained: { value: -0.02, interval: null }, weightedVarianceExplained: null },
  byPosition: [{ position: 1, mse: 0.2, count: 40 }],
  early: 0.2,
  middle: null,
  late: null,
  neighbours: { queries: 40, authorQueries: null, spaces: [{ space: 'bottleneck', found, networkAbove: found }] },
  words: { chunks: 40, tokens: 2000, words: 900, network: decodedWords, pca: decodedWords },
  verdicts: [{ about: 'positions', good: true, message: 'Quality is even along the passage.' }],
};

export const comparedRuns: { runs: ComparedRun[] } = {
  runs: [
    {
      folder: '/runs/1',
      problems: [],
      settings: [['training.batchSize', '32']],
      epochs: [{ epoch: 1, trainLoss: 0.5, valLoss: null }],
      quality: heldOutFigures,
    },
    { folder: '/runs/2', problems: ['It is damaged.'], settings: [], epochs: [], quality: null },
  ],
};

const comparedPassage = {
  row: 3,
  title: 'Neap',
  author: '',
  file: 'a/b.txt',
  startLine: 1,
  endLine: 4,
  opening: 'low',
};

export const comparedChunk: ComparedChunk = {
  chunk: { ...comparedPassage, run: '/runs/1', number: 1, of: 2, firstRow: 3 },
  runs: [
    {
      folder: '/runs/1',
      problem: '',
      passage: comparedPassage,
      same: true,
      comparison: { measure: 'cosine', whitened: false },
      neighbours: [{ ...comparedPassage, row: 9, value: 0.5 }],
    },
    { folder: '/runs/2', problem: 'It is damaged.', passage: null, same: false, comparison: null, neighbours: [] },
  ],
};

export const documentAsItStands: DocumentAsItStands = {
  poems: [
    {
      title: 'Neap',
      author: '',
      chunks: [{ range: { start: { line: 0, character: 0 }, end: { line: 3, character: 9 } }, text: 'low\nwater' }],
    },
  ],
  problems: ['a/b.txt is empty: write a poem in it, or remove it.'],
};

export const inspection: Inspection = {
  tokens: [
    {
      token: 'moon',
      source: 'Moon',
      kind: 'word',
      nearest: 'sun',
      nearestCosine: 0.9,
      cosine: 0.5,
      mse: 0.1,
      original: [1, 2],
      reconstructed: [0.5, -1],
    },
  ],
  planeVariance: [0.4, 0.2],
  bottleneck: [{ value: 1, mean: 0, deviation: 1, quantiles: [-3, -2, -1, 0, 1, 2, 3], rank: 0.7 }],
  cosine: 0.5,
  mse: 0.1,
  medianCosine: 0.4,
  medianMse: 0.2,
  meanVectorCosine: 0.3,
  cut: false,
};

export const wordErrors: WordErrors = {
  starts: Int32Array.of(0, 4),
  ends: Int32Array.of(3, 8),
  mse: Float32Array.of(0.5, 0.25),
  cosine: Float32Array.of(0.5, 0.75),
  mseDeciles: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  problems: [],
};

export const projectionProgress: ProjectionProgress = {
  stage: 'layout',
  done: 3,
  total: 1000,
  points: Float32Array.of(0.5, 1),
};

export const projected: Projected = { points: Float32Array.of(0.5, 1), wasKept: false, divergence: 0.5, notKept: 'no' };

export const passageClusters: PassageClusters = {
  clusterOf: Uint8Array.of(0, 0, 1),
  words: [['sea', 'gull'], []],
  silhouette: 0.25,
  tried: [{ count: 2, silhouette: 0.25 }],
};

const ranked = {
  ...{ row: 3, title: 'Neap', author: '', startLine: 1, endLine: 4, opening: 'low water…' },
  ...{ mse: 0.1, cosine: 0.5, meanWordMse: 0.2, meanWordCosine: 0.4 },
};
const distribution = {
  ...{ start: 0.1, step: 0.05, median: 0.15 },
  heldOut: { counts: [1, 0, 2], median: 0.2 },
  training: { counts: [0, 4, 0], median: 0.15 },
  meanWord: { counts: [0, 0, 3], median: null },
};

export const passageErrors: PassageErrors = {
  heldOutPart: 'test',
  passages: { heldOut: 3, training: 4, others: 2 },
  mse: distribution,
  cosine: distribution,
  meanWordAlong: { byPosition: [{ position: 1, mse: 0.2, count: 3 }], early: 0.2, middle: null, late: null },
  rankings: [{ part: 'heldOut', by: 'cosine', best: [ranked], worst: [ranked, ranked] }],
};

const variance = { shares: [0.75, 0.25], for90: 2, for95: 2, heldByBottleneck: 1 };

export const dimensions: Dimensions = {
  words: {
    ...{ dimension: 2, distinct: 7, occurrences: 20, weighted: variance, once: variance },
    suggested: { least: 1, most: 2 },
    exponents: { full: 4, least: 2, most: 4, run: 4 },
  },
  bottleneck: {
    ...{ size: 2, passages: 9, means: [0, 1], deviations: [1, 1], correlations: [1, 0.5, 0.5, 1] },
    shares: [0.75, 0.25],
    all: { deviation: 1, directions: 1.6 },
    heldOut: { deviation: 0.9, directions: 1.5, passages: 3 },
  },
};

export const dimensionsProgress: DimensionsProgress = { done: 3, total: 14 };

const real = { row: 3, title: 'Neap', author: '', startLine: 1, endLine: 4, text: 'low water' };

export const sketchBasis: SketchBasis = {
  run: 'quick',
  passages: [{ ...real, point: [0.5, -1] }],
  numbers: [{ least: -1, most: 2, mean: 0.25 }],
  authors: [{ name: '', passages: 3 }],
  expectation: { varianceExplained: 0.1, cosine: 0.4, meanVectorCosine: 0.3 },
};

export const sketches: Sketches = {
  sketches: [
    {
      point: [0.5, -1],
      tokens: [
        { kind: 'word', text: 'low', cosine: 0.5 },
        { kind: 'line', text: '', cosine: 0.25 },
      ],
      leaning: { words: [{ text: 'tide', cosine: 0.4 }], distance: 0.3 },
      nearest: { ...real, value: 0.75 },
    },
    { point: [0, 0], tokens: [], leaning: { words: [], distance: 0 }, nearest: null },
  ],
  measure: 'cosine',
};

export const fromCompute: FromCompute[] = [
  { type: 'progress', id: 1, progress: trainProgress },
  { type: 'result', id: 1, result: trainResult },
  { type: 'failure', id: null, failure: { message: 'no', forPerson: false, cancelled: false, stack: 'at' } },
];

const noScores = { varianceExplained: null, weightedVarianceExplained: null, samePoemAt5: null };

export const sweepState: SweepState = {
  id: '20260102-030405-poems',
  created: '2026-01-02T03:04:05.000Z',
  corpus: { root: '/poems', poems: 56, chunks: 515 },
  seed: 42,
  epochs: 3,
  members: [
    {
      ...{ preset: 'seed', cell: 'rnn', bottleneckSize: 18, state: 'complete', stage: null, fraction: 1 },
      ...{ run: '/poems/.poetry-explorer/runs/1', epoch: 3, epochs: 3, loss: 0.41, problem: null },
      result: {
        ...{ parameters: 76_670, seconds: 1.5, split: 'test', poems: 6, chunks: 58 },
        scores: {
          varianceExplained: { value: 0.018, interval: { low: 0.01, high: 0.03 } },
          weightedVarianceExplained: { value: -0.02, interval: null },
          samePoemAt5: null,
        },
        baselines: [
          {
            method: 'pca',
            numbers: 18,
            scores: { ...noScores, varianceExplained: { value: 0.05, interval: { low: 0.04, high: 0.06 } } },
          },
          { method: 'meanPooled', numbers: null, scores: noScores },
        ],
      },
    },
    {
      ...{ preset: 'gru-latent', cell: 'gru', bottleneckSize: 15, state: 'failed', stage: 'training', fraction: 0.25 },
      ...{ run: null, epoch: 0, epochs: 3, loss: null, problem: 'It ended.', result: null },
    },
  ],
};

export const sweepProgress: SweepProgress = {
  changes: [{ member: 1, state: sweepState.members[1]! }],
  fraction: 0.5,
  secondsLeft: null,
};

const sweepParams = { folder: '/poems', runsFolder: '/runs', presets: ['seed'], seed: 42 };

export const sweepQuestions: SweepQuestion[] = [
  { about: 'estimate', params: sweepParams },
  {
    about: 'begin',
    params: { ...sweepParams, cells: ['rnn', 'lstm'], bottleneckSizes: [15, 20], epochs: 3, vectors: '/v.txt' },
  },
  { about: 'run', params: { runsFolder: '/runs', id: '20260102-030405-poems' } },
  { about: 'read', params: { runsFolder: '/runs', id: '20260102-030405-poems' } },
  { about: 'list', params: { runsFolders: ['/runs'] } },
];

export const listedSweeps = [
  { runsFolder: '/runs', id: 'poems', created: '2026-01-02T03:04:05.000Z', members: 4, done: 2, failed: 1 },
];
