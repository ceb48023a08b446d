import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../src/corpus/random.ts';
import { kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters, type TensorMap } from '../../src/model/parameters.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import { randomBatch, randomVectors } from './check-gradients.ts';

const [D, Z, T, vocabulary] = [5, 3, 7, 12];
const specification = completeSpecification({
  ...{ inputSize: D, bottleneckSize: Z, hiddenSize: 4, maxPositions: T, normalization: 'none', decoderInput: 'latent' },
  ...{ pooling: 'mean', shortcut: true, shortcutHidden: 6, shortcutChannels: 2, shortcutWords: 4 },
});

/** A network of which only the shortcut speaks. */
function parametersOf(random: Random, vectors: Float32Array): TensorMap {
  const parameters = initialParameters(specification, random);
  for (const [name, { data }] of parameters)
    if (name.startsWith('shortcut.')) data.forEach((_, i) => (data[i] = random.normal() * 0.5));
    else if (/projection/.test(name)) data.fill(0);
  const common = parameters.get('shortcut.common_words')!.data;
  // The third is no word of this vocabulary, the fourth there is not at all.
  common.set(vectors.subarray(2 * D, 3 * D), 0);
  common.set(vectors.subarray(7 * D, 8 * D), D);
  common.fill(0, 3 * D);
  return parameters;
}

/** The formulas of the shortcut, one number at a time. */
function reference(parameters: TensorMap, vectors: Float32Array, ids: readonly number[]) {
  const data = (name: string): Float32Array => parameters.get(`shortcut.${name}`)!.data;
  const C = 2;
  const layer = (name: string, x: number[], rectify: boolean): number[] =>
    Array.from(data(`${name}.bias`), (bias, o) => {
      const y = x.reduce((sum, value, i) => sum + value * data(`${name}.weight`)[o * x.length + i]!, bias);
      return rectify ? Math.max(0, y) : y;
    });
  const network = (name: string, x: number[]): number[] =>
    [0, 1, 2].reduce((value, i) => layer(`${name}.${i}`, value, i < 2), x);
  const around = ids.map((id) => Array.from({ length: D }, (_, d) => vectors[id * D + d]! - data('centre')[d]!));
  const seen = Array.from({ length: T }, (_, t) =>
    Array.from({ length: C }, (_, c) =>
      (around[t] ?? []).reduce((sum, x, d) => sum + x * data('channels')[d * C + c]!, 0),
    ),
  );
  const features = [
    ...Array.from({ length: D }, (_, d) => around.reduce((sum, x) => sum + x[d]! / ids.length, 0)),
    ...[2, 7, -1, -1].map((word) => Math.sqrt(ids.filter((id) => id === word).length / ids.length)),
  ];
  const z = network('encoder', seen.flat()).map(
    (own, k) => own + features.reduce((sum, x, i) => sum + x * data('discriminants')[i * Z + k]!, 0),
  );
  const back = network('decoder', z);
  const outputs = ids.map((_, t) =>
    Array.from(
      { length: D },
      (_, d) => back[t * C]! * data('channels')[d * C]! + back[t * C + 1]! * data('channels')[d * C + 1]!,
    ),
  );
  return { z, outputs };
}

for (const variant of kernelVariants)
  describe.skipIf(!supportsVariant(variant))(`a shortcut, ${variant} build`, () => {
    it('follows its formulas for rows of all lengths', async () => {
      const engine = await createWasmEngine({ variant });
      for (let seed = 0; seed < 5; seed++) {
        const random = createRandom(seed);
        const vectors = randomVectors(random, vocabulary, D);
        const parameters = parametersOf(random, vectors);
        const network = await engine.createNetwork({ specification, vectors, parameters, maxRows: 6, maxSteps: T });
        const batch = randomBatch(random, 6, T, vocabulary);
        batch.lengths[1] = T;
        const { bottleneck, reconstruction } = await network.reconstruct(batch);
        for (let row = 0; row < 6; row++) {
          const ids = [...batch.tokens.subarray(row * T, row * T + batch.lengths[row]!)];
          const expected = reference(parameters, vectors, ids);
          expected.z.forEach((value, k) => expect(bottleneck[row * Z + k]).toBeCloseTo(value, 4));
          expected.outputs.flat().forEach((value, i) => expect(reconstruction[row * T * D + i]).toBeCloseTo(value, 4));
        }
        expect(await network.decode(bottleneck, batch.lengths)).toEqual(reconstruction);
        expect(await network.parameters()).toEqual(parameters);
      }
    });

    it('knows its common words in another table that it is given, where they stand elsewhere', async () => {
      const engine = await createWasmEngine({ variant });
      const random = createRandom(4);
      const vectors = randomVectors(random, vocabulary, D);
      const parameters = parametersOf(random, vectors);
      // The common words 2 and 7 are now 5 and 1 of a smaller vocabulary, the others are new.
      const other = randomVectors(random, 8, D);
      other.set(vectors.subarray(2 * D, 3 * D), 5 * D);
      other.set(vectors.subarray(7 * D, 8 * D), D);
      const size = { specification, parameters, maxRows: 6, maxSteps: T };
      const network = await engine.createNetwork({ ...size, vectors });
      const fresh = await engine.createNetwork({ ...size, vectors: other });
      const [before, batch] = [randomBatch(random, 6, T, vocabulary), randomBatch(random, 6, T, 8)];
      const first = await network.reconstruct(before);
      network.setVectors(other);
      expect(await network.reconstruct(batch)).toEqual(await fresh.reconstruct(batch));
      expect(await network.parameters()).toEqual(parameters);
      network.setVectors(vectors);
      expect(await network.reconstruct(before)).toEqual(first);
    });

    it('does not hear the noise of a training step, to which it was not fitted', async () => {
      const engine = await createWasmEngine({ variant });
      const random = createRandom(9);
      const vectors = randomVectors(random, vocabulary, D);
      const parameters = parametersOf(random, vectors);
      const batch = randomBatch(random, 6, T, vocabulary);
      const lossWith = async (wordDrop: number): Promise<number> => {
        const noise = { gaussian: wordDrop, wordDrop };
        const network = await engine.createNetwork({
          ...{ specification, vectors, parameters, noise, maxRows: 6, maxSteps: T },
        });
        return (await network.gradients(batch)).loss;
      };
      expect(await lossWith(0.5)).toBe(await lossWith(0));
    });
  });
