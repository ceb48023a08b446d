import { describe, expect, it } from 'vitest';
import {
  checkEngineSettings,
  checkSettings,
  type RawSettings,
  readPathSetting,
  SettingProblem,
} from '../../src/vscode/check-settings.ts';

const defaults: RawSettings = {
  poemFolder: '',
  preset: 'seed',
  startFrom: 'base',
  epochs: null,
  seed: 42,
  batchSize: null,
  learningRate: null,
  wordVectors: '',
};

describe('settings', () => {
  it('that are left alone leave everything but the seed to the preset', () => {
    expect(checkSettings(defaults)).toEqual({ preset: 'seed', seed: 42 });
  });

  it('say no word of the base model but where it is not wanted', () => {
    expect(checkSettings({ ...defaults, startFrom: 'scratch' })).toEqual({ preset: 'seed', seed: 42, from: 'scratch' });
    expect(() => checkSettings({ ...defaults, startFrom: 'zero' })).toThrow(
      'The setting poetryExplorer.startFrom must be one of base, scratch, not "zero".',
    );
  });

  it('are taken over when they are set', () => {
    const raw = {
      ...defaults,
      preset: 'gru',
      epochs: 7,
      seed: 0,
      batchSize: 2,
      learningRate: 0.01,
      wordVectors: ' v.txt ',
    };
    expect(checkSettings(raw)).toEqual({
      preset: 'gru',
      epochs: 7,
      seed: 0,
      batchSize: 2,
      learningRate: 0.01,
      wordVectors: 'v.txt',
    });
  });

  it('of the engine leave the choice to the program, or name it', () => {
    expect(checkEngineSettings({ engine: 'auto', threads: 0 }, false)).toEqual({});
    expect(checkEngineSettings({ engine: undefined, threads: null }, false)).toEqual({});
    expect(checkEngineSettings({ engine: 'webgpu', threads: 3 }, false)).toEqual({ engine: 'webgpu', threads: 3 });
    expect(() => checkEngineSettings({ engine: 'metal', threads: 0 }, false)).toThrow(
      'The setting poetryExplorer.engine must be one of auto, wasm, cuda, webgpu, cpu, not "metal".',
    );
    for (const goesOn of [false, true])
      expect(() => checkEngineSettings({ engine: 'auto', threads: 0.5 }, goesOn)).toThrow(
        'The setting poetryExplorer.threads must be a whole number from 0 to 64, not 0.5.',
      );
  });

  it('of threads count for a run that goes on, and the engine is the run’s own', () => {
    expect(checkEngineSettings({ engine: 'cuda', threads: 3 }, true)).toEqual({ threads: 3 });
    expect(checkEngineSettings({ engine: 'metal', threads: 0 }, true)).toEqual({});
  });

  it.each<[keyof RawSettings, unknown, string]>([
    [
      'preset',
      'big',
      'The setting poetryExplorer.preset must be one of recommended, faithful, research, seed, gru, lstm, quick, not "big".',
    ],
    [
      'epochs',
      0,
      "The setting poetryExplorer.epochs must be a whole number from 1 to 10000, or null for the preset's own, not 0.",
    ],
    [
      'epochs',
      '12',
      'The setting poetryExplorer.epochs must be a whole number from 1 to 10000, or null for the preset\'s own, not "12".',
    ],
    ['seed', -1, 'The setting poetryExplorer.seed must be a whole number from 0 to 4294967295, not -1.'],
    ['seed', null, 'The setting poetryExplorer.seed must be a whole number from 0 to 4294967295, not null.'],
    [
      'batchSize',
      1,
      "The setting poetryExplorer.batchSize must be a whole number from 2 to 4096, or null for the preset's own, not 1.",
    ],
    [
      'learningRate',
      2,
      "The setting poetryExplorer.learningRate must be a number from 0.000001 to 1, or null for the preset's own, not 2.",
    ],
    ['wordVectors', ['a'], 'The setting poetryExplorer.wordVectors must be a path, not ["a"].'],
  ])('out of their range are refused by name: %s = %j', (setting, value, message) => {
    let problem: unknown;
    try {
      checkSettings({ ...defaults, [setting]: value });
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(SettingProblem);
    expect(problem).toMatchObject({ message, setting: `poetryExplorer.${setting}` });
  });

  it('that name a path hold a path or nothing', () => {
    expect(readPathSetting('poemFolder', undefined)).toBe('');
    expect(readPathSetting('poemFolder', 'poems')).toBe('poems');
    expect(() => readPathSetting('poemFolder', 'a\0b')).toThrow(SettingProblem);
    expect(() => readPathSetting('poemFolder', 3)).toThrow('poetryExplorer.poemFolder must be a path, not 3');
  });
});
