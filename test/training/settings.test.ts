import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/corpus/user-error.ts';
import { checkSpecification } from '../../src/model/specification.ts';
import { presets } from '../../src/training/presets.ts';
import {
  checkTrainingSettings,
  defaultTrainingSettings,
  epochsOf,
  maxBatchSteps,
  scalePhases,
  seedPhases,
} from '../../src/training/settings.ts';

describe('checkTrainingSettings', () => {
  it('fills in what is left out', () => {
    expect(checkTrainingSettings({})).toEqual(defaultTrainingSettings);
    expect(checkTrainingSettings({ batchSize: 8, schedule: { kind: 'one-cycle', warmupShare: 0.5 } })).toEqual({
      ...defaultTrainingSettings,
      batchSize: 8,
      schedule: { kind: 'one-cycle', warmupShare: 0.5, initialDivisor: 25, finalDivisor: 10000 },
    });
  });

  it('takes the seed’s for what an objective leaves out', () => {
    expect(checkTrainingSettings({ objective: { pooled: 1, contrastive: { weight: 2 } } }).objective).toEqual({
      ...{ reconstruction: 'mse', plainShare: 1, pooled: 1, kl: 0 },
      contrastive: { weight: 2, temperature: 0.1 },
    });
  });

  it('reads back what it gave, by way of JSON, unchanged', () => {
    const settings = checkTrainingSettings({
      schedule: { kind: 'plateau' },
      earlyStopping: { patience: 3, minDelta: 0 },
      phases: [{ maxTokens: 9, epochs: 2 }],
    });
    expect(checkTrainingSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it.each([
    [{ batchsize: 8 }, 'The setting batchsize is unknown; known are phases, batchSize'],
    [{ batchSize: 1 }, 'The setting batchSize must be a whole number from 2 to 4096, not 1.'],
    [{ batchSize: 2.5 }, 'The setting batchSize must be a whole number from 2 to 4096, not 2.5.'],
    [{ learningRate: 0 }, 'The setting learningRate must be a number from 1e-8 to 1, not 0.'],
    [{ learningRate: NaN }, 'The setting learningRate must be a number from 1e-8 to 1, not null.'],
    [{ learningRate: '1e-3' }, 'The setting learningRate must be a number from 1e-8 to 1, not "1e-3".'],
    [{ clipNorm: -1 }, 'The setting clipNorm must be a number from 0.000001 to 1000000, not -1.'],
    [{ sampler: 'random' }, 'The setting sampler must be one of poem-aware, chunk-sequence, not "random".'],
    [{ phases: [] }, 'The setting phases must be a list of 1 to 100 entries, not [].'],
    [
      { phases: [{ maxTokens: 5, epochs: 0 }] },
      'The setting phases[0].epochs must be a whole number from 1 to 100000, not 0.',
    ],
    [
      { phases: [{ maxTokens: 5 }] },
      'The setting phases[0].epochs must be a whole number from 1 to 100000, not missing.',
    ],
    [{ phases: [{ maxTokens: 5, epochs: 1, steps: 1 }] }, 'The setting phases[0].steps is unknown'],
    [
      { schedule: { kind: 'warm' } },
      'The setting schedule.kind must be one of constant, cosine, one-cycle, plateau, not "warm".',
    ],
    [{ schedule: 'cosine' }, 'The setting schedule.kind must be one of'],
    [{ schedule: { kind: 'toString' } }, 'The setting schedule.kind must be one of'],
    [{ schedule: { kind: 'constant', factor: 2 } }, 'The setting schedule.factor is unknown; known are kind.'],
    [
      { schedule: { kind: 'plateau', factor: 2 } },
      'The setting schedule.factor must be a number from 0.001 to 0.999, not 2.',
    ],
    [
      { earlyStopping: { patience: 3 } },
      'The setting earlyStopping.minDelta must be a number from 0 to 1000000, not missing.',
    ],
    [{ seed: -1 }, 'The setting seed must be a whole number from 0 to 4294967295, not -1.'],
    [{ objective: 'mse' }, 'The setting objective must be an object, not "mse".'],
    [
      { objective: { reconstruction: 'l1' } },
      'The setting objective.reconstruction must be one of mse, cosine, hybrid, not "l1".',
    ],
    [{ objective: { plainShare: 2 } }, 'The setting objective.plainShare must be a number from 0 to 1, not 2.'],
    [{ objective: { contrastive: 1 } }, 'The setting objective.contrastive must be an object, not 1.'],
    [{ objective: { contrastive: { temperature: 0 } } }, 'The setting objective.contrastive.temperature must be'],
    [{ noise: { wordDrop: 1 } }, 'The setting noise.wordDrop must be a number from 0 to 0.99, not 1.'],
    [{ noise: 0.1 }, 'The setting noise must be an object, not 0.1.'],
    [{ teacherForcing: { from: 2 } }, 'The setting teacherForcing.from must be a number from 0 to 1, not 2.'],
    [{ klWarmupEpochs: 0.5 }, 'The setting klWarmupEpochs must be a whole number from 0 to 100000, not 0.5.'],
    [{ positive: 'next' }, 'The setting positive must be one of any, adjacent, next-but-one, not "next".'],
    [{ initialBias: 'zero' }, 'The setting initialBias must be one of random, mean-word, not "zero".'],
    [{ 'a\nb': 1 }, 'The setting a b is unknown'],
    [null, 'The training settings must be an object.'],
    [[], 'The training settings must be an object.'],
  ])('refuses %j', (value, message) => {
    expect(() => checkTrainingSettings(value)).toThrow(UserError);
    expect(() => checkTrainingSettings(value)).toThrow(message);
  });
});

describe('scalePhases', () => {
  const epochs = (total: number): number[] => scalePhases(seedPhases, total).map((phase) => phase.epochs);

  it('shares out any number of epochs in the proportion of the phases', () => {
    expect(epochs(50)).toEqual([10, 15, 25]);
    expect(epochs(100)).toEqual([20, 30, 50]);
    expect(epochs(10)).toEqual([2, 3, 5]);
    for (let total = 1; total < 60; total++) expect(epochsOf(scalePhases(seedPhases, total))).toBe(total);
  });

  it('drops phases that get no epoch, but never the last', () => {
    expect(scalePhases(seedPhases, 1)).toEqual([{ ...seedPhases[2], epochs: 1 }]);
    const early = [
      { maxTokens: 20, epochs: 90 },
      { maxTokens: 50, epochs: 10 },
    ];
    expect(scalePhases(early, 1)).toEqual([{ maxTokens: 50, epochs: 1 }]);
    expect(scalePhases(early, 2).map((phase) => phase.epochs)).toEqual([1, 1]);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses %f epochs', (total) => {
    expect(() => scalePhases(seedPhases, total)).toThrow(UserError);
  });
});

it('a network needs steps for the longest phase, but no more than a chunk has', () => {
  expect(maxBatchSteps(defaultTrainingSettings, 50)).toBe(50);
  expect(maxBatchSteps(defaultTrainingSettings, 30)).toBe(30);
  expect(maxBatchSteps({ ...defaultTrainingSettings, phases: [{ maxTokens: 7, epochs: 1 }] }, 50)).toBe(7);
});

describe('presets', () => {
  it.each(Object.entries(presets))('%s is a valid recipe', (_, { specification, training }) => {
    checkSpecification({ ...specification, inputSize: 100 });
    expect(checkTrainingSettings(training)).toEqual(training);
  });

  it('seed is the notebook: 20 tokens for 10 epochs, 35 for 15, 50 for 25, batches of 32, Adam at 0.001', () => {
    const { specification, training } = presets.seed!;
    expect(specification).toEqual({
      ...{ cell: 'rnn', hiddenSize: 128, bottleneckSize: 18, encoder: 'recurrent', layers: 1, directions: 1 },
      ...{ pooling: 'last', normalization: 'batch', variational: false, shortcut: false, decoderInput: 'output' },
      ...{ positions: 0, maxPositions: 50, shortcutHidden: 256, shortcutChannels: 8, shortcutWords: 800 },
    });
    expect(training.phases.map(({ maxTokens, epochs }) => [maxTokens, epochs])).toEqual([
      [20, 10],
      [35, 15],
      [50, 25],
    ]);
    expect(training).toMatchObject({ batchSize: 32, learningRate: 1e-3, clipNorm: 1, maxChunksPerPoem: 5, seed: 42 });
    expect(training).toMatchObject({ schedule: { kind: 'constant' }, earlyStopping: null, sampler: 'poem-aware' });
  });
});
