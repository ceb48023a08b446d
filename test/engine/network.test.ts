import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/corpus/random.ts';
import type { Batch, Network } from '../../src/engine/engine.ts';
import { kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters, parameterCount, type TensorMap } from '../../src/model/parameters.ts';
import { cells, completeSpecification } from '../../src/model/specification.ts';
import { checkGradients, randomBatch, randomVectors } from './check-gradients.ts';

const small = completeSpecification({ inputSize: 6, hiddenSize: 5, bottleneckSize: 3 });

async function smallNetwork(
  specification = small,
  seed = 3,
): Promise<{ network: Network; batch: Batch; random: Random }> {
  const random = createRandom(seed);
  const network = await (
    await createWasmEngine()
  ).createNetwork({
    specification,
    vectors: randomVectors(random, 12, specification.inputSize),
    parameters: initialParameters(specification, random),
    maxRows: 8,
    maxSteps: 9,
  });
  return { network, batch: randomBatch(random, 6, 7, 12), random };
}

for (const variant of kernelVariants) {
  describe.skipIf(!supportsVariant(variant))(`gradients of the wasm engine, ${variant} build`, () => {
    it.each(cells)('agree with finite differences on random shapes (%s)', async (cell) => {
      for (let trial = 0; trial < 6; trial++)
        await checkGradients({
          engine: await createWasmEngine({ variant }),
          seed: 100 + trial,
          specification: { cell },
        });
    });
  });

  describe.skipIf(!supportsVariant(variant))(`decoding a point of the bottleneck, ${variant} build`, () => {
    it.each(cells)('gives what reconstructing the text of that point gives, to the bit (%s)', async (cell) => {
      const engine = await createWasmEngine({ variant });
      for (let trial = 0; trial < 6; trial++) {
        const random = createRandom(300 + trial);
        const specification = completeSpecification({
          cell,
          inputSize: 1 + random.integer(20),
          hiddenSize: 1 + random.integer(14),
          bottleneckSize: 1 + random.integer(6),
        });
        const [rows, steps, vocabulary] = [1 + random.integer(8), 1 + random.integer(9), 2 + random.integer(20)];
        const network = await engine.createNetwork({
          specification,
          vectors: randomVectors(random, vocabulary, specification.inputSize),
          parameters: initialParameters(specification, random),
          maxRows: rows,
          maxSteps: steps,
        });
        const batch = randomBatch(random, rows, steps, vocabulary);
        batch.lengths[random.integer(rows)] = steps;
        const { bottleneck, reconstruction } = await network.reconstruct(batch);
        // So that nothing is left over from the reconstruction.
        await network.decode(new Float32Array(specification.bottleneckSize), Int32Array.of(steps));
        expect(await network.decode(bottleneck, batch.lengths)).toEqual(reconstruction);
        const moved = bottleneck.map((x) => x + 1);
        expect(await network.decode(moved, batch.lengths)).not.toEqual(reconstruction);
      }
    });
  });
}

describe('a network of the wasm engine', () => {
  it.each(cells)('lowers the loss of a batch it trains on (%s)', async (cell) => {
    const { network, batch } = await smallNetwork({ ...small, cell, hiddenSize: 16 });
    const first = (await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 })).loss;
    let last = first;
    for (let i = 0; i < 200; i++) last = (await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 })).loss;
    expect(last).toBeLessThan(first * 0.7);
  });

  it('gives the same numbers for the same seed, to the bit', async () => {
    const run = async (): Promise<TensorMap> => {
      const { network, batch } = await smallNetwork();
      for (let i = 0; i < 5; i++) await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 });
      return await network.parameters();
    };
    expect(await run()).toEqual(await run());
  });

  it('continues exactly from its parameters and optimiser state', async () => {
    const { network, batch } = await smallNetwork();
    const settings = { learningRate: 0.01, clipNorm: 1 };
    for (let i = 0; i < 3; i++) await network.trainStep(batch, settings);
    const parameters = await network.parameters();
    const state = await network.optimizerState();
    await network.trainStep(batch, settings);
    const other = (await smallNetwork()).network;
    other.setParameters(parameters);
    other.setOptimizerState(state);
    await other.trainStep(batch, settings);
    expect(await other.parameters()).toEqual(await network.parameters());
    expect(await other.optimizerState()).toEqual(await network.optimizerState());
  });

  it('does not depend on the order of the rows', async () => {
    const { network, batch } = await smallNetwork();
    const order = [3, 0, 5, 1, 4, 2];
    const shuffled: Batch = {
      ...batch,
      tokens: Int32Array.from(order.flatMap((row) => [...batch.tokens.subarray(row * 7, row * 7 + 7)])),
      lengths: Int32Array.from(order, (row) => batch.lengths[row]!),
    };
    const straight = await network.reconstruct(batch);
    const other = await network.reconstruct(shuffled);
    expect(other.loss).toBeCloseTo(straight.loss, 6);
    order.forEach((row, i) => {
      const [a, b] = [straight.bottleneck.subarray(row * 3, row * 3 + 3), other.bottleneck.subarray(i * 3, i * 3 + 3)];
      a.forEach((x, k) => expect(b[k]).toBeCloseTo(x, 5));
      const [c, d] = [
        straight.reconstruction.subarray(row * 42, row * 42 + 42),
        other.reconstruction.subarray(i * 42, i * 42 + 42),
      ];
      c.forEach((x, k) => expect(d[k]).toBeCloseTo(x, 5));
    });
  });

  it('leaves parameters and running statistics alone when it only evaluates or computes gradients', async () => {
    const { network, batch } = await smallNetwork();
    const before = await network.parameters();
    await network.evaluate(batch);
    await network.reconstruct(batch, true);
    await network.gradients(batch);
    expect(await network.parameters()).toEqual(before);
  });

  it('takes no step whose loss is not a number, and says so in the result', async () => {
    const { network, batch } = await smallNetwork();
    const parameters = await network.parameters();
    parameters.get('decoder.output_projection.weight')!.data.fill(3e38);
    network.setParameters(parameters);
    const result = await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 });
    expect(Number.isFinite(result.loss) && Number.isFinite(result.gradientNorm)).toBe(false);
    expect(await network.parameters()).toEqual(parameters);
  });

  it('reports gradient norms whose squares add up to the global norm, and statistics within their bounds', async () => {
    const { network, batch } = await smallNetwork();
    const { gradientNorm } = await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 });
    const squares = [...(await network.gradientNorms()).values()].reduce((sum, norm) => sum + norm ** 2, 0);
    expect(Math.sqrt(squares)).toBeCloseTo(gradientNorm, 9);
    for (const statistics of Object.values(await network.hiddenStatistics())) {
      expect(Math.abs(statistics.meanActivation)).toBeLessThan(1);
      expect(statistics.stdActivation).toBeGreaterThan(0);
      expect(statistics.temporalVariance).toBeGreaterThan(0);
      expect(statistics.saturation).toBeGreaterThanOrEqual(0);
    }
  });

  it('computes hidden statistics from the states that reconstruct() shows', async () => {
    const { network, batch } = await smallNetwork();
    const parameters = await network.parameters();
    const { encoderHidden, decoderHidden } = await network.reconstruct(batch, true);
    await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 });
    const statistics = await network.hiddenStatistics();
    network.setParameters(parameters);
    for (const [states, found] of [
      [encoderHidden, statistics.encoder],
      [decoderHidden, statistics.decoder],
    ] as const) {
      let [sum, saturated, count] = [0, 0, 0];
      for (let row = 0; row < batch.rows; row++)
        for (let t = 0; t < batch.lengths[row]!; t++)
          for (let k = 0; k < 5; k++) {
            const h = states[(row * batch.steps + t) * 5 + k]!;
            sum += h;
            count++;
            if (Math.abs(h) > 0.9) saturated++;
          }
      expect(found.meanActivation).toBeCloseTo(sum / count, 5);
      expect(found.saturation).toBeCloseTo(saturated / count, 9);
    }
  });

  it('refuses batches that do not fit, unknown tokens, and a single training row', async () => {
    const { network, batch, random } = await smallNetwork();
    const settings = { learningRate: 0.01, clipNorm: 1 };
    await expect(network.evaluate(randomBatch(random, 9, 7, 12))).rejects.toThrow(/does not fit/);
    await expect(network.evaluate({ ...batch, tokens: batch.tokens.map(() => 99) })).rejects.toThrow(/token id 99/);
    await expect(network.evaluate({ ...batch, lengths: batch.lengths.map(() => 0) })).rejects.toThrow(/from 1 to 7/);
    await expect(network.trainStep(randomBatch(random, 1, 7, 12), settings)).rejects.toThrow(/at least 2 rows/);
    expect((await network.evaluate(randomBatch(random, 1, 7, 12))).bottleneck.length).toBe(3);
  });

  it('refuses to decode points of another width, or more than fit', async () => {
    const { network } = await smallNetwork();
    await expect(network.decode(new Float32Array(5), Int32Array.of(7, 7))).rejects.toThrow(/need 6 numbers, not 5/);
    await expect(network.decode(new Float32Array(27), new Int32Array(9).fill(2))).rejects.toThrow(/does not fit/);
    await expect(network.decode(new Float32Array(3), Int32Array.of(10))).rejects.toThrow(/does not fit/);
    await expect(network.decode(new Float32Array(6), Int32Array.of(3, 0))).rejects.toThrow(/from 1 to 3/);
    await expect(network.decode(new Float32Array(0), new Int32Array(0))).rejects.toThrow(/does not fit/);
  });

  it('reads the words of another table as a network made with it does, and refuses one that does not fit', async () => {
    const { network, random } = await smallNetwork();
    const { inputSize } = small;
    const vectors = randomVectors(random, 30, inputSize);
    const batch = randomBatch(random, 6, 7, 30);
    await expect(network.evaluate(batch)).rejects.toThrow(RangeError);
    network.setVectors(vectors);
    const size = { specification: small, parameters: await network.parameters(), maxRows: 8, maxSteps: 9 };
    const fresh = await (await createWasmEngine()).createNetwork({ ...size, vectors });
    expect(await network.reconstruct(batch)).toEqual(await fresh.reconstruct(batch));
    expect(() => network.setVectors(vectors.subarray(1))).toThrow(RangeError);
    const weighted = await (
      await createWasmEngine()
    ).createNetwork({ ...size, vectors, wordWeights: new Float32Array(30).fill(1) });
    expect(() => weighted.setVectors(vectors.subarray(inputSize))).toThrow(/30|29/);
    expect(await network.reconstruct(batch)).toEqual(await fresh.reconstruct(batch));
  });

  it('refuses parameters of another shape or that are not finite', async () => {
    const { network } = await smallNetwork();
    const parameters = await network.parameters();
    parameters.get('decoder.start_token')!.data[0] = NaN;
    expect(() => network.setParameters(parameters)).toThrow(/decoder.start_token.*not finite/);
    parameters.delete('decoder.start_token');
    expect(() => network.setParameters(parameters)).toThrow(/decoder.start_token is missing/);
  });
});

describe('the seed notebook’s sizes', () => {
  it('count 57,398 and 96,472 parameters', () => {
    expect(parameterCount(completeSpecification({ inputSize: 300 }))).toBe(57_398 + 96_472);
  });
});
