import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { Batch, Network } from '../../src/engine/engine.ts';
import { kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { seedObjective, type Objective } from '../../src/model/objective.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { completeSpecification, type ModelSpecification } from '../../src/model/specification.ts';
import { checkGradients, randomBatch, randomVectors } from './check-gradients.ts';
import { objectiveNetworks, objectives } from './objective-cases.ts';

for (const build of kernelVariants)
  describe.skipIf(!supportsVariant(build)).each(objectiveNetworks)(
    `the gradients of %s, ${build} build`,
    (_, specification) => {
      it.each(Object.entries(objectives))('agree with finite differences of %s', async (__, objective) => {
        const engine = await createWasmEngine({ variant: build });
        for (let trial = 0; trial < 3; trial++)
          await checkGradients({ engine, seed: 500 + trial, specification, objective });
      });
    },
  );

async function networkAndBatch(
  wordWeights?: Float32Array,
  variant: Partial<ModelSpecification> = {},
): Promise<{ network: Network; batch: Batch }> {
  const random = createRandom(6);
  const specification = completeSpecification({ inputSize: 6, hiddenSize: 8, bottleneckSize: 4, ...variant });
  const network = await (
    await createWasmEngine()
  ).createNetwork({
    specification,
    vectors: randomVectors(random, 12, 6),
    parameters: initialParameters(specification, random),
    maxRows: 8,
    maxSteps: 9,
    ...(wordWeights && { wordWeights }),
  });
  return { network, batch: randomBatch(random, 6, 7, 12) };
}

const objective = (change: Partial<Objective>): Objective => ({ ...seedObjective, ...change });

describe('an objective', () => {
  it('of word weights that are all alike is the plain error', async () => {
    const { network, batch } = await networkAndBatch(new Float32Array(12).fill(0.7));
    const plain = await network.gradients(batch);
    const weighted = await network.gradients(batch, { objective: objective({ plainShare: 0 }) });
    expect(weighted.loss).toBeCloseTo(plain.loss, 6);
    for (const [name, { data }] of plain.gradients)
      data.forEach((x, i) => expect(weighted.gradients.get(name)!.data[i]).toBeCloseTo(x, 6));
  });

  it('tells its terms, whose weighted sum is the loss', async () => {
    const { network, batch } = await networkAndBatch(Float32Array.from({ length: 12 }, (_, i) => 1 / (1 + i)));
    const paired = { ...batch, pairs: Int32Array.of(1, 0, 3, 2, -1, -1), groups: Int32Array.of(0, 0, 1, 1, 2, 3) };
    const given = objective({ plainShare: 0.5, pooled: 0.3, contrastive: { weight: 0.2, temperature: 0.1 } });
    const before = (await network.reconstruct(batch, true)).loss;
    const { loss, parts } = await network.trainStep(paired, { learningRate: 0.01, clipNorm: 1, objective: given });
    expect(loss).toBeCloseTo(parts.reconstruction + 0.3 * parts.pooled + 0.2 * parts.contrastive, 9);
    expect(parts.plain).toBeCloseTo(before, 5);
    expect(parts.reconstruction).not.toBeCloseTo(parts.plain, 3);
  });

  it('leaves the evaluation’s loss the plain error, and gives the weighted one beside it', async () => {
    const weights = Float32Array.from({ length: 12 }, (_, i) => (i === 3 ? 1 : 0));
    const { network } = await networkAndBatch(weights);
    const batch = { tokens: Int32Array.of(3, 5, 5), lengths: Int32Array.of(3), rows: 1, steps: 3 };
    const { weighted, loss } = await network.evaluate(batch);
    const { loss: plain } = await (await networkAndBatch()).network.evaluate(batch);
    expect(loss).toBe(plain);
    expect(weighted!.weight).toBe(1);
    expect(weighted!.loss).not.toBeCloseTo(loss, 3);
  });

  it('draws pairs together and others apart', async () => {
    const { network, batch } = await networkAndBatch();
    const pairs = Int32Array.of(1, 0, 3, 2, 5, 4);
    const settings = {
      learningRate: 0.02,
      clipNorm: 1,
      objective: objective({ contrastive: { weight: 1, temperature: 0.2 } }),
    };
    const first = (await network.trainStep({ ...batch, pairs }, settings)).parts.contrastive;
    let last = first;
    for (let i = 0; i < 100; i++) last = (await network.trainStep({ ...batch, pairs }, settings)).parts.contrastive;
    expect(last).toBeLessThan(first / 4);
  });

  it('with a pooled term or cosines is refused beside a shortcut', async () => {
    const { network, batch } = await networkAndBatch(undefined, { shortcut: true });
    for (const change of [{ pooled: 1 }, { reconstruction: 'hybrid' }, { reconstruction: 'cosine' }] as const)
      await expect(network.gradients(batch, { objective: objective(change) })).rejects.toThrow(RangeError);
  });

  it('refuses pairs that are no rows, and shares of weights where words have none', async () => {
    const { network, batch } = await networkAndBatch();
    const contrastive = objective({ contrastive: { weight: 1, temperature: 0.2 } });
    for (const pairs of [Int32Array.of(1, 0), Int32Array.of(0, 0, 0, 0, 0, 0), Int32Array.of(6, 0, 0, 0, 0, 0)])
      await expect(network.gradients({ ...batch, pairs }, { objective: contrastive })).rejects.toThrow(RangeError);
    await expect(network.gradients(batch, { objective: objective({ plainShare: 0.5 }) })).rejects.toThrow(
      'word weights',
    );
  });
});
