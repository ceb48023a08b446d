import { describe, expect, it } from 'vitest';
import { centredChunks, flattenedRows, meanWordVector } from '../../src/analysis/embedded-chunks.ts';
import { fitPrincipalComponents } from '../../src/analysis/principal-components.ts';
import {
  fitWeightedComponents,
  predictByWeightedComponents,
  type WeightedComponents,
} from '../../src/analysis/weighted-components.ts';
import { inverseFrequencyWeights } from '../../src/analysis/word-weights.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { madeUpChunks } from './made-up-chunks.ts';

const { chunks } = madeUpChunks(20, 5, 6);
const { window, dimension, tokens, lengths, vectors } = chunks;
const all = Int32Array.from(lengths.keys());
// Some words count a hundred times as much as others.
const weights = inverseFrequencyWeights(chunks, all).map((weight, id) => (id % 2 === 0 ? 100 * weight : weight));

async function fitted(wordWeights: Float64Array, width: number): Promise<WeightedComponents> {
  const centred = centredChunks(chunks, meanWordVector(chunks, all));
  const source = {
    rows: all.length,
    columns: window * dimension,
    fill: (from: number, to: number, target: Float32Array) =>
      target.set(flattenedRows(centred, all.subarray(from, to))),
  };
  const near = await fitPrincipalComponents(source, width, createRandom(1));
  return fitWeightedComponents(chunks, all, wordWeights, near, width, createRandom(2));
}

/** Visits each token with its vector and what is predicted for it. */
function forEachToken(
  predicted: Float32Array,
  visit: (t: number, id: number, x: number, y: number, d: number) => void,
) {
  for (const chunk of all)
    for (let t = 0; t < lengths[chunk]!; t++)
      for (let d = 0; d < dimension; d++) {
        const id = tokens[chunk * window + t]!;
        visit(t, id, vectors[id * dimension + d]!, predicted[(chunk * window + t) * dimension + d]!, d);
      }
}

function weightedError(predicted: Float32Array, wordWeights: Float64Array): number {
  let sum = 0;
  forEachToken(predicted, (_, id, x, y) => (sum += wordWeights[id]! * (x - y) ** 2));
  return sum;
}

describe('the linear method for a weighted error', () => {
  it('leaves a weighted error that sums to nothing at each position, as least squares does', async () => {
    const predicted = await predictByWeightedComponents(await fitted(weights, 4), all);
    const left = new Float64Array(window * dimension);
    const size = new Float64Array(window * dimension);
    forEachToken(predicted, (t, id, x, y, d) => {
      left[t * dimension + d]! += weights[id]! * (x - y);
      size[t * dimension + d]! += weights[id]! * Math.abs(x - y);
    });
    left.forEach((sum, i) => expect(Math.abs(sum)).toBeLessThan(1e-4 * size[i]!));
  });

  it('leaves less of the error it is for than one made for another', async () => {
    const even = new Float64Array(weights.length).fill(1);
    const forWeighted = await predictByWeightedComponents(await fitted(weights, 4), all);
    const forEven = await predictByWeightedComponents(await fitted(even, 4), all);
    expect(weightedError(forWeighted, weights)).toBeLessThan(weightedError(forEven, weights));
    expect(weightedError(forEven, even)).toBeLessThan(weightedError(forWeighted, even));
  });

  it('leaves less the wider it is', async () => {
    const errors = [];
    for (const width of [1, 6, 24])
      errors.push(weightedError(await predictByWeightedComponents(await fitted(weights, width), all), weights));
    expect(errors[1]).toBeLessThan(errors[0]!);
    expect(errors[2]).toBeLessThan(errors[1]! / 2);
  });
});
