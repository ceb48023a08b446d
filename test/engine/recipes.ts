import { createRandom } from '../../src/corpus/random.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { seedObjective, type Noise, type Objective } from '../../src/model/objective.ts';
import { initialParameters, type Tensor, type TensorMap } from '../../src/model/parameters.ts';
import { completeSpecification, type ModelSpecification } from '../../src/model/specification.ts';
import { randomBatch, randomVectors } from './check-gradients.ts';

export interface Recipe {
  name: string;
  specification?: Partial<ModelSpecification>;
  objective?: Partial<Objective>;
  noise?: Noise;
}

const shortcut = { shortcut: true, shortcutHidden: 64, shortcutChannels: 5, shortcutWords: 20 } as const;
/** Each exercises other kernels. */
export const recipes: readonly Recipe[] = [
  { name: 'seed' },
  { name: 'a GRU fed its own output', specification: { cell: 'gru' } },
  { name: 'an LSTM fed its own output', specification: { cell: 'lstm' } },
  {
    name: 'two layers that read true words',
    specification: { cell: 'gru', layers: 2, directions: 2, pooling: 'mean-last', decoderInput: 'words', positions: 3 },
  },
  { name: 'rare words counting more', specification: { cell: 'gru' }, objective: { plainShare: 0.5, pooled: 0.2 } },
  { name: 'cosines', specification: { decoderInput: 'latent' }, objective: { reconstruction: 'hybrid' } },
  { name: 'attention', specification: { cell: 'lstm', pooling: 'attention', variational: true } },
  { name: 'a transformer', specification: { encoder: 'transformer', pooling: 'mean', layers: 2 } },
  {
    name: 'a shortcut, with noise',
    specification: { ...shortcut, cell: 'gru', directions: 2, pooling: 'mean-last', decoderInput: 'latent' },
    objective: { plainShare: 0.8, contrastive: { weight: 0.1, temperature: 0.1 } },
    noise: { gaussian: 0.1, wordDrop: 0.1 },
  },
];

/** Large enough that all work is shared out. */
const [rows, steps, vocabulary] = [37, 24, 400];

/** What training steps, evaluation, reconstruction and decoding give, and the weights in the end. */
export async function resultsOf(
  { specification: given, objective, noise }: Recipe,
  engine: Engine,
): Promise<TensorMap> {
  const random = createRandom(11);
  const specification = completeSpecification({ inputSize: 80, hiddenSize: 48, ...given });
  const parameters = initialParameters(specification, random);
  for (const [name, { data }] of parameters)
    if (name.startsWith('shortcut.')) data.forEach((_, i) => (data[i] = random.normal() * 0.1));
  const network = await engine.createNetwork({
    ...{ specification, parameters, maxRows: rows, maxSteps: steps, seed: 3 },
    vectors: randomVectors(random, vocabulary, specification.inputSize),
    wordWeights: Float32Array.from({ length: vocabulary }, () => 0.1 + random.uniform()),
    ...(noise && { noise }),
  });
  const results: TensorMap = new Map();
  const add = (name: string, data: ArrayLike<number>): void =>
    void results.set(name, { shape: [data.length], data: Float32Array.from(data) });
  for (let step = 0; step < 3; step++) {
    const batch = randomBatch(random, rows, steps, vocabulary);
    const pairs = Int32Array.from({ length: rows }, (_, row) => (row ^ 1) % rows);
    const settings = { learningRate: 1e-2, clipNorm: 1, teacherForcing: 0.5 };
    const { loss, gradientNorm } = await network.trainStep(
      { ...batch, pairs },
      { ...settings, objective: { ...seedObjective, ...objective } },
    );
    add(`step ${step}`, [loss, gradientNorm]);
  }
  const batch = randomBatch(random, rows, steps, vocabulary);
  const evaluated = await network.evaluate(batch);
  add('evaluated', [evaluated.loss, evaluated.weighted!.loss]);
  const { loss, reconstruction, bottleneck, encoderHidden } = await network.reconstruct(batch);
  add('loss', [loss]);
  add('reconstruction', reconstruction);
  add('bottleneck', bottleneck);
  add('hidden', encoderHidden);
  if (specification.decoderInput !== 'words') add('decoded', await network.decode(bottleneck, batch.lengths));
  for (const [name, tensor] of await network.parameters()) results.set(name, tensor);
  network.dispose();
  return results;
}

/** Names of what is not the same to the bit. */
export function differences(one: TensorMap, other: TensorMap): string[] {
  return [...one.keys()].filter((name) => Buffer.compare(bytes(one.get(name)!), bytes(other.get(name)!)) !== 0);
}

function bytes({ data: { buffer, byteOffset, byteLength } }: Tensor): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
