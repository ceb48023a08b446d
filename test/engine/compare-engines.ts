import { expect } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { seedObjective } from '../../src/model/objective.ts';
import type { TensorMap } from '../../src/model/parameters.ts';
import { relativeError } from '../parity/compare-fixture.ts';
import { madeUpCase, type NetworkCase } from './check-gradients.ts';

// As against PyTorch's numbers.
const OUTPUT = 1e-5;
const GRADIENTS_TOGETHER = 1e-5;
const AFTER_STEPS = 1e-4;

/**
 * Expects that two engines give the same numbers to single precision in all that a network does, on a random shape: the
 * loss and its terms, gradients, an evaluation, a reconstruction in both modes, a decoded point, and three steps.
 */
export async function expectSameNumbers(engine: Engine, reference: Engine, made: NetworkCase): Promise<void> {
  const { options, batch } = madeUpCase(made);
  const objective = { ...seedObjective, ...made.objective };
  const settings = { objective, teacherForcing: made.teacherForcing ?? 0 };
  const network = await engine.createNetwork(options);
  const other = await reference.createNetwork(options);
  const close = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, name: string): void => {
    expect(relativeError(found, expected), `${name}, seed ${made.seed}`).toBeLessThanOrEqual(tolerance);
  };

  for (const training of [false, true]) {
    const found = await network.reconstruct(batch, training);
    const expected = await other.reconstruct(batch, training);
    for (const part of ['bottleneck', 'reconstruction', 'encoderHidden', 'decoderHidden'] as const)
      close(found[part], expected[part], OUTPUT, `${part}, training ${training}`);
    close([found.loss], [expected.loss], OUTPUT, 'loss of the reconstruction');
  }
  const evaluated = await network.evaluate(batch);
  const expected = await other.evaluate(batch);
  expect(evaluated.tokens).toBe(expected.tokens);
  close([evaluated.loss], [expected.loss], OUTPUT, 'loss of the evaluation');
  close(Object.values(evaluated.weighted!), Object.values(expected.weighted!), OUTPUT, 'weighted loss');
  close(evaluated.bottleneck, expected.bottleneck, OUTPUT, 'bottleneck');
  const points = evaluated.bottleneck.map((x) => x + 0.5);
  close(await network.decode(points, batch.lengths), await other.decode(points, batch.lengths), OUTPUT, 'decoded');

  // Another table, in which each word but the padding stands one place on.
  const { vectors } = options;
  const D = options.specification.inputSize;
  const moved = Float32Array.from(vectors);
  moved.set(vectors.subarray(D, vectors.length - D), 2 * D);
  moved.set(vectors.subarray(vectors.length - D), D);
  for (const each of [network, other]) each.setVectors(moved);
  close((await network.evaluate(batch)).bottleneck, (await other.evaluate(batch)).bottleneck, OUTPUT, 'other words');
  for (const each of [network, other]) each.setVectors(vectors);

  const gradients = await network.gradients(batch, settings);
  const expectedGradients = await other.gradients(batch, settings);
  close([gradients.loss], [expectedGradients.loss], OUTPUT, 'loss');
  for (const [part, value] of Object.entries(expectedGradients.parts))
    expect(gradients.parts[part as 'plain'], part).toBeCloseTo(value, 5);
  close(together(gradients.gradients), together(expectedGradients.gradients), GRADIENTS_TOGETHER, 'gradients');

  for (let step = 0; step < 3; step++) {
    const found = await network.trainStep(batch, { learningRate: 1e-3, clipNorm: 0.1, ...settings });
    const wanted = await other.trainStep(batch, { learningRate: 1e-3, clipNorm: 0.1, ...settings });
    close([found.loss, found.gradientNorm], [wanted.loss, wanted.gradientNorm], AFTER_STEPS, `step ${step + 1}`);
  }
  const norms = await network.gradientNorms();
  const expectedNorms = await other.gradientNorms();
  expect([...norms.keys()]).toEqual([...expectedNorms.keys()]);
  close([...norms.values()], [...expectedNorms.values()], 5 * AFTER_STEPS, 'norms of the gradients');
  const statistics = await network.hiddenStatistics();
  const expectedStatistics = await other.hiddenStatistics();
  for (const part of ['encoder', 'decoder'] as const)
    for (const [name, value] of Object.entries(expectedStatistics[part]))
      expect(statistics[part][name as 'saturation'], `${name} of the ${part}`).toBeCloseTo(value, 3);
  const state = await network.optimizerState();
  const expectedState = await other.optimizerState();
  expect(state.step).toBe(3);
  for (const moment of ['firstMoment', 'secondMoment'] as const)
    close(together(state[moment]), together(expectedState[moment]), AFTER_STEPS, moment);
  const [after, expectedAfter] = [await network.parameters(), await other.parameters()].map(withoutNoise);
  close(together(after!), together(expectedAfter!), AFTER_STEPS, 'parameters after steps');
  network.dispose();
  other.dispose();
}

/** Without the bias before a batch norm, whose gradient is rounding noise that Adam turns into steps, and what follows it. */
function withoutNoise(parameters: TensorMap): TensorMap {
  if (!parameters.has('encoder.batch_norm.weight')) return parameters;
  const noisy = ['encoder.projection.bias', 'encoder.batch_norm.running_mean'];
  return new Map([...parameters].filter(([name]) => !noisy.includes(name)));
}

function together(tensors: TensorMap): Float32Array {
  const all = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { data }]) => data);
  const numbers = new Float32Array(all.reduce((sum, data) => sum + data.length, 0));
  let at = 0;
  for (const data of all) {
    numbers.set(data, at);
    at += data.length;
  }
  return numbers;
}
