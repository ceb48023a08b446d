import path from 'node:path';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import type { BaseModelConfig } from '../../src/runs/base-model.ts';
import { trainBaseModel } from './train-base-model.ts';

/** Trains a base model of two epochs on the sample poems into a folder: enough to test what is done with one. */
export function smallBaseModel(folder: string): Promise<BaseModelConfig> {
  const corpus = path.join(mediaFolder(), 'sample-poems');
  return trainBaseModel({ corpus, preset: 'gru', epochs: 2, holdOutPoets: 0.1, folder, command: 'a test' });
}
