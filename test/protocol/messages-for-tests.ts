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
  },
  epochs: [{ epoch: 1, phase: 1, trainLoss: 0.5, valLoss: null, seconds: 1.5 }],
  batch: { epoch: 2, phase: 1, batch: 3, batches: 10, loss: Number.NaN },
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
    },
  },
  { type: 'request', id: 3, method: 'evaluate', params: { run: '/runs/1' } },
  { type: 'request', id: 4, method: 'neighbours', params: { run: '/runs/1', text: 'the moon', count: 5 } },
  { type: 'cancel', id: 4 },
];

export const fromCompute: FromCompute[] = [
  { type: 'progress', id: 1, progress: trainProgress },
  { type: 'result', id: 1, result: trainResult },
  { type: 'failure', id: null, failure: { message: 'no', forPerson: false, cancelled: false, stack: 'at' } },
];
