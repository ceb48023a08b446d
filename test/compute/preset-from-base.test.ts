import { beforeAll, describe, expect, it, vi } from 'vitest';
import { chooseStart } from '../../src/compute/start-from-base.ts';
import { readBaseModel, type BaseModelConfig } from '../../src/runs/base-model.ts';
import type * as presetsModule from '../../src/training/presets.ts';
import { smallBaseModel } from '../base-model/small-base-model.ts';
import { temporaryFolder } from './sample-folder.ts';

vi.mock('../../src/training/presets.ts', async (original) => {
  const module = await original<typeof presetsModule>();
  return { ...module, presets: { ...module.presets, tuned: { ...module.presets.gru!, startsFrom: 'base' } } };
});

const baseModel = temporaryFolder();
let config: BaseModelConfig;
beforeAll(async () => {
  await smallBaseModel(baseModel, 1);
  ({ config } = await readBaseModel(baseModel));
});

describe('a preset that starts from the base model', () => {
  it('does so unless scratch is asked for', async () => {
    const { specification } = config;
    const choose = (preset: string, from?: 'base' | 'scratch') =>
      chooseStart({ preset, from, specification, source: 'bundled', baseModel });
    expect(await choose('tuned')).toMatchObject({ base: config.sha256 });
    expect(await choose('tuned', 'base')).toMatchObject({ base: config.sha256 });
    expect(await choose('tuned', 'scratch')).toEqual({});
    expect(await choose('gru')).toEqual({});
    expect(await choose('gru', 'base')).toMatchObject({ base: config.sha256 });
  });
});
