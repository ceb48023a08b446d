import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { Network } from '../../src/engine/engine.ts';
import { kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import {
  cells,
  checkSpecification,
  completeSpecification,
  type ModelSpecification,
} from '../../src/model/specification.ts';
import { checkGradients, randomBatch, randomVectors } from './check-gradients.ts';

/** The parts that a specification is put together from, each by itself and together with others. */
const variants: Partial<ModelSpecification>[] = [
  { directions: 2 },
  { pooling: 'mean' },
  { pooling: 'mean-last' },
  { pooling: 'attention' },
  { decoderInput: 'latent' },
  { positions: 3 },
  { directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
  { directions: 2, pooling: 'attention', positions: 2 },
  { directions: 2, pooling: 'mean', decoderInput: 'latent', positions: 4 },
  { shortcut: true, pooling: 'mean' },
  { shortcut: true, directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
  { layers: 2 },
  { layers: 2, directions: 2, pooling: 'mean-last', decoderInput: 'latent', positions: 1 },
];
const named = variants.map((variant): [string, Partial<ModelSpecification>] => [
  Object.entries(variant)
    .map(([field, value]) => `${field} ${value}`)
    .join(', '),
  variant,
]);

for (const build of kernelVariants)
  describe.skipIf(!supportsVariant(build)).each(cells)(`gradients of a %s, ${build} build`, (cell) => {
    it.each(named)('agree with finite differences: %s', async (_, variant) => {
      const engine = await createWasmEngine({ variant: build });
      for (let trial = 0; trial < 2; trial++)
        await checkGradients({ engine, seed: 300 + trial, specification: { ...variant, cell } });
    });
  });

async function networkOf(partial: Partial<ModelSpecification>): Promise<Network> {
  const specification = completeSpecification({ inputSize: 6, hiddenSize: 5, bottleneckSize: 3, ...partial });
  const random = createRandom(4);
  return (await createWasmEngine()).createNetwork({
    specification,
    vectors: randomVectors(random, 12, 6),
    parameters: initialParameters(specification, random),
    maxRows: 8,
    maxSteps: 9,
  });
}

describe('an encoder other than the seed’s', () => {
  it.each(named.filter(([, { decoderInput }]) => decoderInput !== 'latent'))(
    'gives a row the same vector whatever the padding after it: %s',
    async (_, variant) => {
      // Word of a row: itself; steps of the batch: as many as the row has, and more.
      const network = await networkOf(variant);
      const words = Int32Array.of(3, 1, 7, 2);
      const padded = new Int32Array(9);
      padded.set(words);
      const alone = await network.evaluate({ tokens: words, lengths: Int32Array.of(4), rows: 1, steps: 4 });
      const long = await network.evaluate({ tokens: padded, lengths: Int32Array.of(4), rows: 1, steps: 9 });
      alone.bottleneck.forEach((x, i) => expect(long.bottleneck[i]).toBeCloseTo(x, 6));
    },
  );
});

describe('a network of two directions', () => {
  it('reads a text backwards as it reads the reversed text forwards', async () => {
    const network = await networkOf({ directions: 2, cell: 'gru' });
    const parameters = network.parameters();
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
    expect(network.hiddenStatistics().encoder.meanActivation).toBeCloseTo(sum / (tokens * 10), 6);
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
