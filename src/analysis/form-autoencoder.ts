import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Random } from '../corpus/random.ts';
import type { Windows } from '../corpus/windows.ts';
import { createArena } from '../engine/wasm/arena.ts';
import { createFeedForward, layerFloats, type LayerFloats } from '../engine/wasm/feed-forward.ts';
import { instantiateKernels } from '../engine/wasm/kernels.ts';
import { matrix, multiplyShared, packedLength } from '../engine/wasm/matrix.ts';
import { createTensorAdam } from '../engine/wasm/adam.ts';
import { threadsAreTried } from '../engine/wasm/threads/default-threads.ts';
import { createThreadTuner } from '../engine/wasm/threads/thread-tuner.ts';
import { createUnitScale } from './unit-scale.ts';
import { yieldToEvents } from './yield-to-events.ts';

const rows = 128;
const highestLearningRate = 2e-3;
/** A large collection is not shown whole so often: by then little is left to learn. */
const mostSteps = 60_000;
/** Rows whose codes give the scale of the numbers at the end. */
const scaleRows = 4096;

/** A layer's weight, [outputs, inputs], and bias, [outputs]. */
export interface Layer {
  weight: Float32Array;
  bias: Float32Array;
}

/** A feed-forward autoencoder of whole windows, in which part of the code is given. */
export interface FormAutoencoder {
  /** From [T x C] to the `size` numbers of its own, of mean 0 and deviation 1. */
  encoder: Layer[];
  /** From the given numbers and its own to [T x C]. */
  decoder: Layer[];
}

export interface FormTask {
  windows: Windows;
  window: number;
  /** What is seen of each word, [vocabulary, C]; row 0, the padding's, is zero. */
  seen: Float32Array;
  channels: number;
  /** How much an error at each word counts, [vocabulary]. */
  wordWeights: Float32Array;
  /** Numbers of a window that are given: fills [rows, given]. */
  given: { count: number; fill(tokens: Int32Array, lengths: Int32Array, to: Float32Array): void };
  /** Numbers of its own. */
  size: number;
  hidden: number;
  /** How often each window is drawn on average. */
  passes: number;
  random: Random;
  signal?: AbortSignal | undefined;
  onProgress?: ((step: number, steps: number) => void) | undefined;
}

/**
 * Learns, by Adam on the masked squared error weighed by word, what a window's own numbers have to say beside those
 * given, so that all together give the window back: where lines break, where commas fall, which words are small. Windows
 * begin at any token, so that it sees each verse at fifty places where chunks would show it at two: with chunks alone it
 * learns them by heart.
 */
export async function fitFormAutoencoder(task: FormTask): Promise<FormAutoencoder> {
  const { windows, window: T, channels: C, given, size, hidden, random, signal } = task;
  const width = T * C;
  const code = given.count + size;
  const { kernels, memory, heapBase, team } = await instantiateKernels();
  const arena = createArena(memory, heapBase);
  const widest = Math.max(width, hidden, rows, code);
  const scratch = arena.floats(packedLength(widest, widest));
  const multiply: Parameters<typeof createFeedForward>[1] = (c, a, b, accumulate = false) =>
    multiplyShared({ kernels, team }, scratch.address, c, a, b, accumulate);
  const make = (widths: readonly number[]) => {
    const [layers, gradients] = [layerFloats(arena, widths), layerFloats(arena, widths)];
    return { ...createFeedForward(kernels, multiply, arena, widths, rows, layers, gradients), layers, gradients };
  };
  const encoder = make([width, hidden, hidden, size]);
  const decoder = make([code, hidden, hidden, width]);
  const input = arena.floats(rows * width);
  const numbers = arena.floats(rows * code);
  const dOutput = arena.floats(rows * width);
  const dNumbers = arena.floats(rows * code);
  const dOwn = arena.floats(rows * size);
  const tensors = [encoder, decoder].flatMap(({ layers, gradients }) =>
    layers.flatMap(({ weight, bias }, i) => [
      { values: weight, gradient: gradients[i]!.weight },
      { values: bias, gradient: gradients[i]!.bias },
    ]),
  );
  const adam = createTensorAdam(team, arena, tensors);
  arena.commit();
  for (const { layers } of [encoder, decoder])
    for (const { weight, bias } of layers) {
      const bound = Math.sqrt(bias.length / weight.length);
      for (const { view } of [weight, bias]) view.forEach((_, i) => (view[i] = (random.uniform() * 2 - 1) * bound));
    }

  const scale = createUnitScale(size);
  const inputRows = matrix(input.address, rows, width);
  const codeRows = matrix(numbers.address, rows, code);
  const draw = (): { tokens: Int32Array; lengths: Int32Array } => {
    const { tokens, lengths } = windows.draw(rows, random);
    for (let i = 0; i < rows * T; i++)
      for (let c = 0; c < C; c++) input.view[i * C + c] = task.seen[tokens[i]! * C + c]!;
    const known = new Float32Array(rows * given.count);
    given.fill(tokens, lengths, known);
    for (let row = 0; row < rows; row++)
      numbers.view.set(known.subarray(row * given.count, (row + 1) * given.count), row * code);
    encoder.forward(inputRows);
    return { tokens, lengths };
  };

  const steps = formSteps(task.passes, windows.count);
  const tuner = threadsAreTried() && team.size > 1 ? createThreadTuner(team.size) : undefined;
  try {
    for (let step = 0; step < steps; step++) {
      const began = performance.now();
      if (tuner) team.limit(tuner.threads());
      const { tokens, lengths } = draw();
      const own = scale.forward(encoder.output.view.subarray(0, rows * size));
      for (let row = 0; row < rows; row++)
        numbers.view.set(own.subarray(row * size, (row + 1) * size), row * code + given.count);
      decoder.forward(codeRows);

      const count = lengths.reduce((sum, length) => sum + length, 0);
      const output = decoder.output.view;
      for (let i = 0; i < rows * T; i++) {
        const factor = i % T < lengths[Math.floor(i / T)]! ? (2 * task.wordWeights[tokens[i]!]!) / count : 0;
        for (let c = i * C; c < (i + 1) * C; c++) dOutput.view[c] = factor * (output[c]! - input.view[c]!);
      }
      adam.clearGradients();
      dNumbers.view.fill(0);
      decoder.backward(codeRows, dOutput, matrix(dNumbers.address, rows, code));
      for (let row = 0; row < rows; row++)
        for (let k = 0; k < size; k++) dOwn.view[row * size + k] = dNumbers.view[row * code + given.count + k]!;
      scale.backward(dOwn.view.subarray(0, rows * size));
      encoder.backward(inputRows, dOwn, undefined);
      adam.step(highestLearningRate * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps)));
      tuner?.took(performance.now() - began, 1);
      task.onProgress?.(step + 1, steps);
      await yieldToEvents(signal);
    }

    const codes: Float32Array[] = [];
    for (let row = 0; row < scaleRows; row += rows) {
      draw();
      codes.push(encoder.output.view.slice(0, rows * size));
    }
    const scaled = encoder.layers.map(copyOf);
    scale.foldInto(scaled.at(-1)!, codes);
    return { encoder: scaled, decoder: decoder.layers.map(copyOf) };
  } finally {
    team.dispose();
  }
}

/** Steps that a fit takes, each on 128 windows. */
export function formSteps(passes: number, windows: number): number {
  return Math.max(1, Math.min(mostSteps, Math.ceil((passes * windows) / rows)));
}

function copyOf({ weight, bias }: LayerFloats): Layer {
  const copy = ({ view }: LayerFloats['weight']): Float32Array => view.slice();
  return { weight: copy(weight), bias: copy(bias) };
}

/**
 * The directions in which these words differ most, [D, count], each divided by the deviation along the first, that
 * deviation squared, and what they show of each word around the centre, [vocabulary, count]. `counts` is how often each
 * vocabulary entry occurs.
 */
export function wordChannels(
  vectors: Float32Array,
  dimension: number,
  centre: ArrayLike<number>,
  counts: Float64Array,
  count: number,
): { directions: Float32Array; count: number; variance: number; seen: Float32Array } {
  const covariance = new Float64Array(dimension * dimension);
  const total = counts.reduce((sum, n) => sum + n, 0) || 1;
  const x = new Float64Array(dimension);
  counts.forEach((n, id) => {
    if (n === 0) return;
    for (let d = 0; d < dimension; d++) x[d] = vectors[id * dimension + d]! - centre[d]!;
    for (let d = 0; d < dimension; d++)
      for (let e = 0; e <= d; e++) covariance[d * dimension + e]! += (n / total) * x[d]! * x[e]!;
  });
  for (let d = 0; d < dimension; d++)
    for (let e = 0; e < d; e++) covariance[e * dimension + d] = covariance[d * dimension + e]!;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(dimension, dimension, covariance),
    { assumeSymmetric: true },
  );
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!).slice(0, count);
  const variance = realEigenvalues[order[0]!]! || 1;
  const directions = new Float32Array(dimension * count);
  order.forEach((column, c) => {
    for (let d = 0; d < dimension; d++)
      directions[d * count + c] = eigenvectorMatrix.get(d, column) / Math.sqrt(variance);
  });
  const seen = new Float32Array(counts.length * count);
  for (let id = 1; id < counts.length; id++)
    for (let d = 0; d < dimension; d++) {
      const difference = vectors[id * dimension + d]! - centre[d]!;
      for (let c = 0; c < count; c++) seen[id * count + c]! += difference * directions[d * count + c]!;
    }
  return { directions, count, variance, seen };
}
