import path from 'node:path';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import type { BaseModelConfig } from '../../src/runs/base-model.ts';
import { trainBaseModel } from './train-base-model.ts';

/** Trains a base model of two epochs, or so many, on the sample poems into a folder: enough to test what is done with one. */
export function smallBaseModel(folder: string, epochs = 2): Promise<BaseModelConfig> {
  const corpus = path.join(mediaFolder(), 'sample-poems');
  return trainBaseModel({ corpus, preset: 'gru', epochs, holdOutPoets: 0.1, folder, command: 'a test' });
}
