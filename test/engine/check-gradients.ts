import { expect } from 'vitest';
import { createRandom, type Random } from '../../src/corpus/random.ts';
import type { Batch, Engine, NetworkOptions } from '../../src/engine/engine.ts';
import { seedObjective, type Noise, type Objective } from '../../src/model/objective.ts';
import { initialParameters, type TensorMap } from '../../src/model/parameters.ts';
import { completeSpecification, type ModelSpecification } from '../../src/model/specification.ts';
import { referenceObjective } from './reference-objective.ts';

/** Rows of random lengths, the first of one token. */
export function randomBatch(random: Random, rows: number, steps: number, vocabulary: number): Batch {
  const lengths = Int32Array.from({ length: rows }, (_, row) => (row === 0 ? 1 : 1 + random.integer(steps)));
  const tokens = new Int32Array(rows * steps);
  lengths.forEach((length, row) => {
    for (let t = 0; t < length; t++) tokens[row * steps + t] = 1 + random.integer(vocabulary - 1);
  });
  return { tokens, lengths, rows, steps };
}

export function randomVectors(random: Random, vocabulary: number, width: number): Float32Array {
  return Float32Array.from({ length: vocabulary * width }, (_, i) => (i < width ? 0 : random.normal() * 0.5));
}

/** Pairs for most rows, of which two have each other, and groups in which one row stands with none of its pair's. */
function withPairs(random: Random, batch: Batch): Batch {
  const { rows } = batch;
  const pairs = Int32Array.from({ length: rows }, (_, row) => (row + 1 + random.integer(rows - 1)) % rows);
  pairs.set([1, 0]);
  pairs[rows - 1] = -1;
  return { ...batch, pairs, groups: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 2)) };
}

export interface NetworkCase {
  /** Of the shapes, the weights and the batch. */
  seed: number;
  specification: Partial<ModelSpecification>;
  /** What differs from the seed's. */
  objective?: Partial<Objective>;
  noise?: Noise;
  teacherForcing?: number;
}

export interface GradientCheck extends NetworkCase {
  engine: Engine;
}

/** The options of a network of a random shape, and a batch with pairs for it. */
export function madeUpCase(made: NetworkCase): {
  options: NetworkOptions & { wordWeights: Float32Array };
  batch: Batch;
} {
  const random = createRandom(made.seed);
  const specification = completeSpecification({
    inputSize: 1 + random.integer(20),
    hiddenSize: 1 + random.integer(14),
    bottleneckSize: 1 + random.integer(6),
    ...made.specification,
  });
  const [rows, steps, vocabulary] = [3 + random.integer(8), 1 + random.integer(9), 2 + random.integer(20)];
  const parameters = initialParameters(specification, random);
  // Given, not trained: otherwise zero.
  for (const [name, { data }] of parameters)
    if (name.startsWith('shortcut.')) data.forEach((_, i) => (data[i] = random.normal() * 0.3));
  const vectors = randomVectors(random, vocabulary, specification.inputSize);
  const wordWeights = Float32Array.from({ length: vocabulary }, () => 0.1 + random.uniform());
  const options = {
    ...{ specification, vectors, wordWeights, seed: made.seed, parameters, maxRows: rows, maxSteps: steps },
    ...(made.noise && { noise: made.noise }),
  };
  return { options, batch: withPairs(random, randomBatch(random, rows, steps, vocabulary)) };
}

/** Expects that every tensor's gradient agrees with finite differences along a random direction, on a random shape. */
export async function checkGradients(check: GradientCheck): Promise<void> {
  const { engine, seed, teacherForcing = 0 } = check;
  const objective = { ...seedObjective, ...check.objective };
  const { options, batch } = madeUpCase(check);
  const { specification, parameters, vectors, wordWeights } = options;
  const network = await engine.createNetwork(options);
  // Of the directions: other numbers than those of the shape.
  const random = createRandom(seed).fork('directions');
  const { inputSize: D, bottleneckSize: Z } = specification;
  // What is random in a training step is the same each time as long as no step is taken, but only there.
  const isRandom = check.noise !== undefined || specification.variational || teacherForcing > 0;
  const objectiveNow = async (): Promise<number> =>
    isRandom
      ? (await network.gradients(batch, { objective, teacherForcing })).loss
      : referenceObjective({ batch, vectors, wordWeights, D, Z }, await network.reconstruct(batch, true), objective);
  const { loss, gradients } = await network.gradients(batch, { objective, teacherForcing });
  expect(loss).toBeCloseTo(await objectiveNow(), 5);

  // A bias before a batch norm has no gradient but noise.
  for (const [name, gradient] of gradients) {
    const direction = Float32Array.from(gradient.data, () => random.normal());
    const length = Math.hypot(...direction);
    const slope = gradient.data.reduce((sum, g, i) => sum + (g * direction[i]!) / length, 0);
    const lossAt = async (distance: number): Promise<number> => {
      const moved = copy(parameters);
      moved.get(name)!.data.forEach((w, i, data) => (data[i] = w + (distance * direction[i]!) / length));
      network.setParameters(moved);
      return objectiveNow();
    };
    // Richardson's combination of two central differences: error of fourth order in the distance.
    const difference = async (h: number): Promise<number> => ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
    const tolerance = 4e-5 + 5e-3 * Math.abs(slope);
    // Where the loss bends sharply (a batch norm of few rows, a rectifier's corner) shorter distances tell the slope.
    let numeric = NaN;
    for (const h of [0.01, 0.03, 0.003, 0.001]) {
      numeric = (4 * (await difference(h)) - (await difference(2 * h))) / 3;
      if (Math.abs(numeric - slope) < tolerance) break;
    }
    expect(Math.abs(numeric - slope), `${name}, seed ${seed}: ${numeric} and ${slope}`).toBeLessThan(tolerance);
  }
}

function copy(tensors: TensorMap): TensorMap {
  return new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
}
