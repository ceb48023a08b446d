import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { Batch, Engine, Network, NetworkOptions } from '../../src/engine/engine.ts';
import { seedObjective, type Objective } from '../../src/model/objective.ts';
import { initialParameters, type TensorMap } from '../../src/model/parameters.ts';
import { completeSpecification, type ModelSpecification } from '../../src/model/specification.ts';
import { randomBatch, randomVectors } from './check-gradients.ts';
import { createBackendEngine, shapesIn, tensorsAlive, tfjsBackends } from './tfjs-backends.ts';

const step = { learningRate: 0.01, clipNorm: 1 };
const objective = (change: Partial<Objective>): Objective => ({ ...seedObjective, ...change });

async function networkAndBatch(
  engine: Engine,
  variant: Partial<ModelSpecification> = {},
  more: Partial<NetworkOptions> = {},
): Promise<{ network: Network; batch: Batch }> {
  const random = createRandom(3);
  const specification = completeSpecification({ inputSize: 6, hiddenSize: 5, bottleneckSize: 3, ...variant });
  const network = await engine.createNetwork({
    specification,
    vectors: randomVectors(random, 12, 6),
    parameters: initialParameters(specification, random),
    maxRows: 8,
    maxSteps: 9,
    ...more,
  });
  return { network, batch: randomBatch(random, 6, 7, 12) };
}

describe.each(tfjsBackends)('a network on the %s backend of TensorFlow.js', (backend) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createBackendEngine(backend);
  });

  it.each<[string, Partial<ModelSpecification>]>([
    ['the seed’s', {}],
    ['a GRU taught by true words', { cell: 'gru', decoderInput: 'words', variational: true }],
    [
      'a GRU of two directions beside a shortcut',
      { cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent', shortcut: true },
    ],
    ['an LSTM of two layers with attention', { cell: 'lstm', layers: 2, pooling: 'attention', positions: 2 }],
    ['a transformer', { encoder: 'transformer', pooling: 'mean', hiddenSize: 8 }],
  ])('leaves no tensor behind, whatever it is asked: %s', async (_, variant) => {
    const before = tensorsAlive();
    const wordWeights = new Float32Array(12).fill(0.5);
    const noise = { gaussian: 0.1, wordDrop: 0.1 };
    const { network, batch } = await networkAndBatch(engine, variant, { wordWeights, noise });
    const paired = { ...batch, pairs: Int32Array.of(1, 0, 3, 2, 5, 4) };
    const settings = {
      ...{ ...step, teacherForcing: 0.5 },
      objective: objective({ plainShare: 0.5, contrastive: { weight: 0.1, temperature: 0.1 } }),
    };
    const everything = async (): Promise<number> => {
      await network.trainStep(paired, settings);
      await network.gradientNorms();
      await network.hiddenStatistics();
      await network.gradients(paired, settings);
      await network.evaluate(batch);
      const { bottleneck } = await network.reconstruct(batch, true);
      await network.decode(bottleneck, batch.lengths);
      network.setParameters(await network.parameters());
      network.setOptimizerState(await network.optimizerState());
      await expect(network.evaluate({ ...batch, lengths: batch.lengths.map(() => 0) })).rejects.toThrow(RangeError);
      return tensorsAlive();
    };
    const alive = await everything();
    expect(alive).toBeGreaterThan(before);
    for (let i = 0; i < 3; i++) expect(await everything()).toBe(alive);
    // Between two training steps there are those of the last one besides, always as many.
    await network.trainStep(paired, settings);
    const between = tensorsAlive();
    for (let i = 0; i < 3; i++) await network.trainStep(paired, settings);
    expect(tensorsAlive()).toBe(between);
    network.dispose();
    expect(tensorsAlive()).toBe(before);
  });

  it('computes batches of one shape in tensors of the same sizes, whatever their words and lengths', async () => {
    // A GPU's buffers of every size are kept.
    const noise = { gaussian: 0.1, wordDrop: 0.1 };
    for (const specification of [{}, { cell: 'gru', directions: 2, pooling: 'mean-last' }] as const) {
      const { network, batch } = await networkAndBatch(engine, specification, { noise });
      const alike: Batch = { ...batch, lengths: batch.lengths.map(() => 3), tokens: batch.tokens.map(() => 4) };
      for (const call of [
        (of: Batch) => network.trainStep(of, step),
        (of: Batch) => network.evaluate(of),
        (of: Batch) => network.reconstruct(of),
      ])
        expect(await shapesIn(() => call(alike))).toEqual(await shapesIn(() => call(batch)));
      network.dispose();
    }
  });

  it('leaves no tensor behind of a step that is not a number, and takes none', async () => {
    const { network, batch } = await networkAndBatch(engine);
    const parameters = await network.parameters();
    parameters.get('decoder.output_projection.weight')!.data.fill(3e38);
    network.setParameters(parameters);
    const alive = tensorsAlive();
    const result = await network.trainStep(batch, step);
    expect(Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)).toBe(false);
    expect(await network.parameters()).toEqual(parameters);
    expect((await network.optimizerState()).step).toBe(0);
    await network.evaluate(batch);
    expect(tensorsAlive()).toBe(alive);
  });

  it('refuses what does not fit with a RangeError, and stays as it was', async () => {
    const { network, batch } = await networkAndBatch(engine);
    const before = await everythingOf(network);
    const random = createRandom(5);
    const refusals: [call: () => Promise<unknown>, message: RegExp][] = [
      [() => network.trainStep(randomBatch(random, 9, 7, 12), step), /does not fit/],
      [() => network.trainStep({ ...batch, tokens: batch.tokens.map(() => 99) }, step), /token id 99/],
      [() => network.trainStep({ ...batch, lengths: batch.lengths.map(() => 0) }, step), /from 1 to 7/],
      [() => network.trainStep(randomBatch(random, 1, 7, 12), step), /at least 2 rows/],
      [() => network.gradients(batch, { objective: objective({ plainShare: 0.5 }) }), /word weights/],
      [() => network.trainStep({ ...batch, pairs: Int32Array.of(1, 0) }, contrast), /as many pairs/],
      [() => network.trainStep({ ...batch, pairs: new Int32Array(6) }, contrast), /another row/],
      [() => network.decode(new Float32Array(5), Int32Array.of(7, 7)), /need 6 numbers, not 5/],
      [() => network.decode(new Float32Array(6), Int32Array.of(3, 0)), /from 1 to 3/],
    ];
    const contrast = { ...step, objective: objective({ contrastive: { weight: 1, temperature: 0.2 } }) };
    for (const [call, message] of refusals) {
      const refused = await call().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refused, String(message)).toBeInstanceOf(RangeError);
      expect((refused as Error).message).toMatch(message);
    }
    expect(await everythingOf(network)).toEqual(before);
  });

  it('refuses parameters and moments of another shape or that are not finite, and stays as it was', async () => {
    const { network } = await networkAndBatch(engine);
    const before = await everythingOf(network);
    const broken = await network.parameters();
    broken.get('decoder.start_token')!.data[0] = NaN;
    expect(() => network.setParameters(broken)).toThrow(/decoder.start_token.*not finite/);
    broken.delete('decoder.start_token');
    expect(() => network.setParameters(broken)).toThrow(/decoder.start_token is missing/);
    const { firstMoment, secondMoment } = await network.optimizerState();
    const without: TensorMap = new Map([...secondMoment].slice(1));
    expect(() => network.setOptimizerState({ step: 4, firstMoment, secondMoment: without })).toThrow(/is missing/);
    expect(await everythingOf(network)).toEqual(before);
  });

  it('refuses objectives beside a shortcut that it has no formula for, and options that do not go together', async () => {
    const { network, batch } = await networkAndBatch(engine, { shortcut: true });
    for (const change of [{ pooled: 1 }, { reconstruction: 'hybrid' }] as const)
      await expect(network.gradients(batch, { objective: objective(change) })).rejects.toThrow(RangeError);
    await expect(networkAndBatch(engine, { positions: 2, maxPositions: 8 })).rejects.toThrow('need as many positions');
    await expect(networkAndBatch(engine, {}, { wordWeights: new Float32Array(3) })).rejects.toThrow('word weights');
  });

  it('goes on from its parameters and optimiser state as if there had been no interruption', async () => {
    const options = { noise: { gaussian: 0.3, wordDrop: 0.2 }, seed: 1 };
    const { network, batch } = await networkAndBatch(engine, { variational: true }, options);
    for (let i = 0; i < 3; i++) await network.trainStep(batch, step);
    const { network: other } = await networkAndBatch(engine, { variational: true }, options);
    other.setParameters(await network.parameters());
    other.setOptimizerState(await network.optimizerState());
    expect(await other.trainStep(batch, step)).toEqual(await network.trainStep(batch, step));
    expect(await everythingOf(other)).toEqual(await everythingOf(network));
  });

  it('tells of a training step only until the next other call', async () => {
    const { network, batch } = await networkAndBatch(engine);
    await expect(network.gradientNorms()).rejects.toThrow('No training step');
    await network.trainStep(batch, step);
    expect((await network.gradientNorms()).size).toBeGreaterThan(10);
    await network.evaluate(batch);
    await expect(network.hiddenStatistics()).rejects.toThrow('No training step');
  });
});

async function everythingOf(network: Network): Promise<object> {
  return { parameters: await network.parameters(), optimizer: await network.optimizerState() };
}
