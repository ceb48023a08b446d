import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { Batch, Evaluation, Network } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters, type TensorMap } from '../../src/model/parameters.ts';
import { completeSpecification, type ModelSpecification } from '../../src/model/specification.ts';
import { randomBatch, randomVectors } from './check-gradients.ts';

const [rows, steps] = [9, 12];
const engine = await createWasmEngine({ threads: 1 });

interface Made {
  network: Network;
  batches: Batch[];
  /** A network with these parameters and vectors that has computed nothing yet. */
  fresh(parameters: TensorMap, vectors?: Float32Array): Promise<Network>;
  vectors: Float32Array;
}

async function make(given: Partial<ModelSpecification>, vocabulary = 60, maxRows = rows): Promise<Made> {
  const random = createRandom(5);
  const specification = completeSpecification({ inputSize: 40, hiddenSize: 12, bottleneckSize: 5, ...given });
  const ownVectors = randomVectors(random, vocabulary, specification.inputSize);
  const wordWeights = Float32Array.from({ length: vocabulary }, () => 0.1 + random.uniform());
  const fresh = (parameters: TensorMap, vectors = ownVectors): Promise<Network> =>
    engine.createNetwork({ specification, parameters, vectors, wordWeights, maxRows, maxSteps: steps });
  return {
    network: await fresh(initialParameters(specification, random)),
    batches: Array.from({ length: 4 }, () => randomBatch(random, rows, steps, vocabulary)),
    fresh,
    vectors: ownVectors,
  };
}

const numbers = ({ loss, weighted, bottleneck }: Evaluation): number[] => [
  loss,
  weighted!.loss,
  weighted!.weight,
  ...bottleneck,
];

/** What a network that has seen nothing says of a batch: what another remembers must change nothing of it. */
async function expectAsFresh(made: Made, batch: Batch, vectors?: Float32Array): Promise<void> {
  const { network, fresh } = made;
  const evaluated = await network.evaluate(batch);
  const anew = await fresh(await network.parameters(), vectors);
  expect(numbers(evaluated)).toEqual(numbers(await anew.evaluate(batch)));
}

const shapes: { name: string; given: Partial<ModelSpecification> }[] = [
  { name: 'the seed', given: {} },
  { name: 'words narrower than the states', given: { inputSize: 10 } },
  { name: 'a GRU both ways', given: { cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent' } },
  { name: 'a transformer', given: { encoder: 'transformer', pooling: 'mean' } },
];

describe('an evaluation', () => {
  it.each(shapes)(
    'remembers words from batch to batch, but no weights or vectors of before: $name',
    async ({ given }) => {
      const made = await make(given);
      const { network, batches, vectors } = made;
      for (const batch of batches) await expectAsFresh(made, batch);
      await network.trainStep(batches[0]!, { learningRate: 0.05, clipNorm: 1 });
      for (const batch of batches) await expectAsFresh(made, batch);
      const { fresh } = made;
      const other = await fresh(await network.parameters());
      await other.trainStep(batches[1]!, { learningRate: 0.05, clipNorm: 1 });
      network.setParameters(await other.parameters());
      await expectAsFresh(made, batches[2]!);
      const moved = vectors.map((value, i) => value + (i % 7) / 10);
      network.setVectors(moved);
      for (const batch of batches) await expectAsFresh(made, batch, moved);
    },
  );

  it('forgets words when there are too many of them', async () => {
    const vocabulary = 9000;
    const made = await make({ inputSize: 8, hiddenSize: 4 }, vocabulary, 750);
    for (let first = 1; first + 750 * 12 <= 2 * vocabulary; first += 4000) {
      const tokens = Int32Array.from({ length: 750 * 5 }, (_, i) => (first + i) % vocabulary);
      await expectAsFresh(made, { tokens, lengths: new Int32Array(750).fill(5), rows: 750, steps: 5 });
    }
    const all = Int32Array.from({ length: 750 * 12 }, (_, i) => i % vocabulary);
    await expectAsFresh(made, { tokens: all, lengths: new Int32Array(750).fill(12), rows: 750, steps: 12 });
  });

  it.each(shapes)('measures what the reconstruction says: $name', async ({ given }) => {
    const { network, batches } = await make(given);
    for (const batch of batches) {
      const evaluated = await network.evaluate(batch);
      const reconstructed = await network.reconstruct(batch);
      expect(Math.abs(evaluated.loss / reconstructed.loss - 1)).toBeLessThan(1e-6);
      expect(Math.abs(evaluated.weighted!.loss / reconstructed.weighted!.loss - 1)).toBeLessThan(1e-6);
      expect(evaluated.bottleneck).toEqual(reconstructed.bottleneck);
    }
  });

  it('keeps its digits where hardly any error is left', async () => {
    // One word, which the network learns by heart.
    const { network } = await make({}, 2);
    const batch = { tokens: new Int32Array(4 * 3).fill(1), lengths: new Int32Array(4).fill(3), rows: 4, steps: 3 };
    for (let step = 0; step < 400; step++) await network.trainStep(batch, { learningRate: 0.01, clipNorm: 1 });
    const { loss } = await network.evaluate(batch);
    const { loss: direct } = await network.reconstruct(batch);
    expect(direct).toBeLessThan(0.005);
    expect(loss).toBe(direct);
  });
});
