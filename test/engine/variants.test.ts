import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { Network, NetworkOptions } from '../../src/engine/engine.ts';
import { kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import {
  cells,
  checkSpecification,
  completeSpecification,
  readsPadding,
  type ModelSpecification,
} from '../../src/model/specification.ts';
import { checkGradients, randomBatch, randomVectors } from './check-gradients.ts';
import { namedVariants, noises, smallShortcut } from './variant-cases.ts';

for (const build of kernelVariants)
  describe.skipIf(!supportsVariant(build)).each(cells)(`gradients of a %s, ${build} build`, (cell) => {
    it.each(namedVariants)('agree with finite differences: %s', async (_, variant) => {
      const engine = await createWasmEngine({ variant: build });
      for (let trial = 0; trial < 2; trial++)
        await checkGradients({ engine, seed: 300 + trial, specification: { ...variant, cell } });
    });
  });

for (const build of kernelVariants)
  describe.skipIf(!supportsVariant(build))(`gradients with noise, ${build} build`, () => {
    it.each(Object.entries(noises))('agree with finite differences (%s)', async (_, noise) => {
      const engine = await createWasmEngine({ variant: build });
      const specifications = [
        {},
        { cell: 'lstm', directions: 2, pooling: 'mean', positions: 2 },
        { shortcut: true, ...smallShortcut, pooling: 'mean' },
      ] as const;
      for (const specification of specifications)
        for (let trial = 0; trial < 3; trial++)
          await checkGradients({ engine, seed: 700 + trial, specification, noise });
    });

    it('agree with finite differences of a variational bottleneck’s divergence', async () => {
      const engine = await createWasmEngine({ variant: build });
      const specification = { variational: true, normalization: 'layer', decoderInput: 'latent' } as const;
      for (let trial = 0; trial < 3; trial++)
        await checkGradients({
          ...{ engine, seed: 800 + trial, specification },
          objective: { kl: 0.3, contrastive: { weight: 0.1, temperature: 0.5 } },
        });
    });
  });

for (const build of kernelVariants)
  describe.skipIf(!supportsVariant(build)).each(cells)(
    `gradients of a %s taught by true words, ${build} build`,
    (cell) => {
      it.each([0.5, 1])('agree with finite differences, for a share of %d', async (teacherForcing) => {
        const engine = await createWasmEngine({ variant: build });
        for (const more of [{}, { layers: 2, positions: 2 }] as const)
          for (let trial = 0; trial < 2; trial++)
            await checkGradients({
              ...{ engine, seed: 900 + trial, teacherForcing },
              specification: { cell, decoderInput: 'words', ...more },
            });
      });
    },
  );

async function networkOf(
  partial: Partial<ModelSpecification>,
  more: Pick<NetworkOptions, 'noise' | 'seed'> = {},
): Promise<Network> {
  const specification = completeSpecification({ inputSize: 6, hiddenSize: 5, bottleneckSize: 3, ...partial });
  const random = createRandom(4);
  return (await createWasmEngine()).createNetwork({
    specification,
    vectors: randomVectors(random, 12, 6),
    parameters: initialParameters(specification, random),
    maxRows: 8,
    maxSteps: 9,
    ...more,
  });
}

describe('an encoder other than the seed’s', () => {
  const others = namedVariants.filter(
    ([, variant]) => !readsPadding(completeSpecification({ inputSize: 6, ...variant })),
  );
  it.each(others)('gives a row the same vector whatever the padding after it: %s', async (_, variant) => {
    // Word of a row: itself; steps of the batch: as many as the row has, and more.
    const network = await networkOf(variant);
    const words = Int32Array.of(3, 1, 7, 2);
    const padded = new Int32Array(9);
    padded.set(words);
    const alone = await network.evaluate({ tokens: words, lengths: Int32Array.of(4), rows: 1, steps: 4 });
    const long = await network.evaluate({ tokens: padded, lengths: Int32Array.of(4), rows: 1, steps: 9 });
    alone.bottleneck.forEach((x, i) => expect(long.bottleneck[i]).toBeCloseTo(x, 6));
  });
});

describe('decoding a point of the bottleneck', () => {
  it.each(namedVariants)(
    'gives what reconstructing the text of that point gives, to the bit: %s',
    async (_, variant) => {
      const network = await networkOf(variant);
      const batch = randomBatch(createRandom(3), 6, 7, 12);
      batch.lengths[2] = 7;
      const { bottleneck, reconstruction } = await network.reconstruct(batch);
      await network.decode(new Float32Array(3), Int32Array.of(7));
      expect(await network.decode(bottleneck, batch.lengths)).toEqual(reconstruction);
    },
  );
});

describe('a network of two directions', () => {
  it('reads a text backwards as it reads the reversed text forwards', async () => {
    const network = await networkOf({ directions: 2, cell: 'gru' });
    const parameters = await network.parameters();
    for (const [name, tensor] of parameters)
      if (name.endsWith('_reverse')) tensor.data.set(parameters.get(name.replace('_reverse', ''))!.data);
    network.setParameters(parameters);
    const read = (words: number[]) =>
      network.reconstruct({ tokens: Int32Array.from(words), lengths: Int32Array.of(3), rows: 1, steps: 3 });
    const { encoderHidden: there } = await read([3, 1, 7]);
    const { encoderHidden: back } = await read([7, 1, 3]);
    for (let t = 0; t < 3; t++)
      for (let k = 0; k < 5; k++) expect(there[t * 10 + 5 + k]).toBeCloseTo(back[(2 - t) * 10 + k]!, 6);
  });
});

describe('hidden statistics of a variant', () => {
  it('are those of the states that reconstruct() shows, the mean of both directions', async () => {
    const network = await networkOf({ directions: 2, layers: 2, cell: 'lstm' });
    const batch = randomBatch(createRandom(2), 6, 7, 12);
    const { encoderHidden } = await network.reconstruct(batch, true);
    await network.trainStep(batch, { learningRate: 0, clipNorm: 1 });
    const tokens = batch.lengths.reduce((a, b) => a + b);
    const sum = encoderHidden.reduce((a, b) => a + b, 0);
    expect((await network.hiddenStatistics()).encoder.meanActivation).toBeCloseTo(sum / (tokens * 10), 6);
  });
});

describe('a decoder taught by true words', () => {
  it('reads the word before at every step when all are true, and its own output when it is evaluated', async () => {
    const network = await networkOf({ decoderInput: 'words', hiddenSize: 4 });
    const parameters = await network.parameters();
    const data = (name: string): Float32Array => parameters.get(`decoder.${name}`)!.data;
    // Without memory, y = W_o tanh(W_ih x + b_ih + b_hh) + b_o of the input x alone.
    data('rnn.weight_hh_l0').fill(0);
    network.setParameters(parameters);
    const vectors = randomVectors(createRandom(4), 12, 6);
    const output = (x: Float32Array): number[] => {
      const h = [0, 1, 2, 3].map((i) =>
        Math.tanh(
          x.reduce((sum, value, k) => sum + value * data('rnn.weight_ih_l0')[i * 6 + k]!, 0) +
            data('rnn.bias_ih_l0')[i]! +
            data('rnn.bias_hh_l0')[i]!,
        ),
      );
      return [0, 1, 2, 3, 4, 5].map(
        (d) =>
          h.reduce((sum, value, i) => sum + value * data('output_projection.weight')[d * 4 + i]!, 0) +
          data('output_projection.bias')[d]!,
      );
    };
    const words = [3, 1, 7, 1, 4, 9];
    const vectorOf = (word: number): Float32Array => vectors.subarray(word * 6, word * 6 + 6);
    let error = 0;
    words.forEach((word, i) => {
      const before = i % 3 === 0 ? data('start_token') : vectorOf(words[i - 1]!);
      output(before).forEach((y, k) => (error += (y - vectorOf(word)[k]!) ** 2 / 36));
    });
    const batch = { tokens: Int32Array.from(words), lengths: Int32Array.of(3, 3), rows: 2, steps: 3 };
    const taught = await network.gradients(batch, { teacherForcing: 1 });
    expect(taught.loss).toBeCloseTo(error, 5);
    const own = await network.gradients(batch);
    expect(own.loss).not.toBeCloseTo(error, 3);
    expect(own.loss).toBeCloseTo((await network.reconstruct(batch, true)).loss, 5);
  });
});

describe('what is random in training', () => {
  const batch = randomBatch(createRandom(9), 6, 7, 12);
  const step = { learningRate: 0.01, clipNorm: 1 };
  const noisy = (seed: number): Promise<Network> =>
    networkOf({ variational: true }, { noise: { gaussian: 0.3, wordDrop: 0.2 }, seed });

  it('is the same for the same seed, and another at each step and for another seed', async () => {
    const losses = async (seed: number): Promise<number[]> => {
      const network = await noisy(seed);
      const found: number[] = [];
      for (let i = 0; i < 3; i++) found.push((await network.trainStep(batch, { ...step, learningRate: 0 })).loss);
      return found;
    };
    const first = await losses(1);
    expect(new Set(first).size).toBe(3);
    expect(await losses(1)).toEqual(first);
    expect(await losses(2)).not.toEqual(first);
  });

  it('goes on from the optimiser’s state as if there had been no interruption', async () => {
    const network = await noisy(1);
    for (let i = 0; i < 3; i++) await network.trainStep(batch, step);
    const other = await noisy(1);
    other.setParameters(await network.parameters());
    other.setOptimizerState(await network.optimizerState());
    expect(await other.trainStep(batch, step)).toEqual(await network.trainStep(batch, step));
    expect(await other.parameters()).toEqual(await network.parameters());
  });

  it('has no part in an evaluation', async () => {
    const quiet = await networkOf({ variational: true });
    expect((await (await noisy(1)).evaluate(batch)).loss).toBe((await quiet.evaluate(batch)).loss);
  });

  it('with every word dropped leaves the encoder nothing to tell rows of one length apart by', async () => {
    const network = await networkOf({ normalization: 'none' }, { noise: { gaussian: 0, wordDrop: 1 } });
    const { gradients } = await network.gradients(batch);
    expect([...gradients.get('encoder.rnn.weight_ih_l0')!.data].every((x) => x === 0)).toBe(true);
    expect([...gradients.get('encoder.rnn.bias_ih_l0')!.data].some((x) => x !== 0)).toBe(true);
  });

  it('of a variational bottleneck is told beside the loss as its divergence', async () => {
    const network = await networkOf({ variational: true, normalization: 'none' });
    const parameters = await network.parameters();
    // Mean 0.5 and variance 1 in each of three dimensions: a divergence of 3 * 0.5² / 2.
    for (const name of ['projection', 'log_variance_projection'])
      parameters.get(`encoder.${name}.weight`)!.data.fill(0);
    parameters.get('encoder.projection.bias')!.data.fill(0.5);
    parameters.get('encoder.log_variance_projection.bias')!.data.fill(0);
    network.setParameters(parameters);
    expect((await network.gradients(batch)).parts.kl).toBeCloseTo(0.375, 6);
  });
});

describe('specifications', () => {
  it('that are incomplete are the seed’s in what they leave out', () => {
    expect(completeSpecification({ inputSize: 300 })).toMatchObject({ cell: 'rnn', directions: 1, pooling: 'last' });
  });

  it.each([
    [{ directions: 3 }, 'directions must be one of 1, 2, not "3"'],
    [{ pooling: 'first' }, 'pooling must be one of last, mean, attention, mean-last'],
    [{ positions: -1 }, 'positions must be a whole number from 0 to 256, not -1'],
    [{ encoder: 'transformer', pooling: 'last' }, 'pooling must be mean or attention, not last'],
    [{ encoder: 'transformer', pooling: 'mean', hiddenSize: 6 }, 'a multiple of the 4 heads, not 6'],
    [{ encoder: 'transformer', pooling: 'mean', directions: 2 }, 'directions must be 1'],
  ])('%j are refused', (change, message) => {
    const specification = { ...completeSpecification({ inputSize: 300 }), ...change } as ModelSpecification;
    expect(() => checkSpecification(specification)).toThrow(message);
  });

  it('with positions need one for each step', async () => {
    await expect(networkOf({ positions: 2, maxPositions: 8 })).rejects.toThrow('need as many positions, not 8');
  });
});
