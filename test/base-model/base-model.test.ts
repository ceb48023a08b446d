import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mediaFolder } from '../../src/corpus/media-folder.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { parameterShapes, type TensorMap } from '../../src/model/parameters.ts';
import { baseModelFiles, readBaseModel, writeBaseModel } from '../../src/runs/base-model.ts';
import { temporaryFolder } from '../compute/sample-folder.ts';
import { holdOutPoets } from './hold-out-poets.ts';
import { smallBaseModel } from './small-base-model.ts';

const folder = temporaryFolder();
beforeAll(() => smallBaseModel(folder));

/** A copy of the base model, to be damaged. */
function copy(): { at: string; file(name: keyof typeof baseModelFiles): string } {
  const at = temporaryFolder();
  cpSync(folder, at, { recursive: true });
  return { at, file: (name) => path.join(at, baseModelFiles[name]) };
}

function changeConfig(file: string, change: (config: Record<string, unknown>) => void): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  change(config);
  writeFileSync(file, JSON.stringify(config));
}

describe('a base model', () => {
  it('tells what it was trained on, and holds every parameter of its network', async () => {
    const { config, parameters } = await readBaseModel(folder);
    expect(config).toMatchObject({
      format: 1,
      specification: { cell: 'gru', inputSize: 100 },
      vectors: { source: 'bundled', dimension: 100 },
      corpus: { name: 'sample-poems', poems: 56 },
      training: { epochs: 2, command: 'a test' },
      figures: { split: 'test' },
    });
    expect([...parameters.keys()].sort()).toEqual(
      parameterShapes(config.specification)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('was trained on no poem of the poets held out', async () => {
    const { config } = await readBaseModel(folder);
    const { poems } = await readCorpus(path.join(mediaFolder(), 'sample-poems'));
    const held = (author: string): boolean => config.corpus.heldOutPoets.includes(author);
    const { split, heldOut } = holdOutPoets(poems, 0.1, createRandom(42).fork('poets'));
    expect([...heldOut.validation, ...heldOut.test].sort()).toEqual(config.corpus.heldOutPoets);
    expect(split.train.filter((poem) => held(poems[poem]!.author))).toEqual([]);
    expect([...split.validation, ...split.test].filter((poem) => !held(poems[poem]!.author))).toEqual([]);
    expect(split.train.length + split.validation.length + split.test.length).toBe(poems.length);
    expect(config.figures).toMatchObject({ poems: split.test.length });
  });

  it('needs somebody to be left to train on', () => {
    const poets = ['a', 'b'].map((author) => ({ author }));
    expect(() => holdOutPoets(poets, 0.1, createRandom(1))).toThrow(/nobody left to train on/);
  });

  it('is refused with a byte flipped anywhere in its weights', async () => {
    const { at, file } = copy();
    const bytes = readFileSync(file('model'));
    for (const place of [0, 9, bytes.length >> 1, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[place]! ^= 1;
      writeFileSync(file('model'), damaged);
      await expect(readBaseModel(at), `byte ${place}`).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(/The base model is damaged: .*model\.safetensors: its checksum does not match/),
      });
    }
  });

  it('is refused when a file is cut short or missing', async () => {
    const { at, file } = copy();
    truncateSync(file('model'), 1000);
    await expect(readBaseModel(at)).rejects.toThrow(/checksum does not match/);
    truncateSync(file('config'), 40);
    await expect(readBaseModel(at)).rejects.toThrow(/config\.json/);
    await expect(readBaseModel(temporaryFolder())).rejects.toMatchObject({ name: 'UserError' });
  });

  it('is refused when a tensor is missing, of another shape, not finite, or one too many', async () => {
    const { config, parameters } = await readBaseModel(folder);
    const rejects = async (changed: TensorMap, message: RegExp): Promise<void> => {
      const at = temporaryFolder();
      await writeBaseModel(at, config, changed);
      await expect(readBaseModel(at)).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(message),
      });
    };
    const name = 'encoder.projection.weight';
    const { shape, data } = parameters.get(name)!;
    const without = new Map(parameters);
    without.delete(name);
    await rejects(without, /the tensor encoder\.projection\.weight is missing/);
    await rejects(
      new Map(parameters).set(name, { shape: [...shape].reverse(), data }),
      /the tensor encoder\.projection\.weight has shape/,
    );
    await rejects(
      new Map(parameters).set(name, { shape, data: data.map((value, i) => (i === 5 ? NaN : value)) }),
      /not finite/,
    );
    await rejects(new Map(parameters).set('encoder.more', { shape: [1], data: new Float32Array(1) }), /encoder\.more/);
  });

  it.each([
    ['another format', 'format', 2, /format 2/],
    ['no checksum', 'sha256', undefined, /"sha256"/],
    ['no specification', 'specification', null, /"specification"/],
    ['a cell nobody knows', 'specification', { inputSize: 100, cell: 'tree' }, /cell must be one of/],
    ['vectors of another width', 'vectors', { source: 'bundled', dimension: 50 }, /another width/],
    ['no corpus', 'corpus', {}, /"corpus\.name"/],
  ])('is refused with %s', async (_, field, value, message) => {
    const { at, file } = copy();
    changeConfig(file('config'), (config) => (config[field] = value));
    await expect(readBaseModel(at)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });
});
