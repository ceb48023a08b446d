import { readSafetensors } from '../../src/model/safetensors.ts';
import { parameterShapes, type TensorMap } from '../../src/model/parameters.ts';
import {
  checkSpecification,
  completeSpecification,
  type Cell,
  type ModelSpecification,
} from '../../src/model/specification.ts';
import type { Batch, Engine } from '../../src/engine/engine.ts';

/** One number to hold against PyTorch's. */
export interface Comparison {
  name: string;
  error: number;
  tolerance: number;
  measure: 'relative L2' | 'largest absolute';
}

export interface Fixture {
  specification: ModelSpecification;
  batch: Batch;
  /** The batch's distinct rows as a word-vector table; row 0 is padding. */
  vectors: Float32Array;
  learningRate: number;
  clipNorm: number;
  optimizerSteps: number;
  /** PyTorch's numbers in double precision, by the fixture's names (`train/loss`, `gradients/…`). */
  expected(name: string): Float64Array;
  weights: TensorMap;
}

// Tolerances: what PyTorch's own single precision reaches against its double precision (design of the model).
const OUTPUT = 1e-5;
const GRADIENTS_TOGETHER = 1e-5;
const ONE_GRADIENT = 5e-5;
const WEIGHTS_AFTER_STEPS = 1e-4;
// Stands before a batch norm: its true gradient is zero, and Adam turns rounding noise into steps.
const NOISE_BIAS = 'encoder.projection.bias';
const NOISE_GRADIENT = 1e-6;

/** Reads a fixture in the format of test/fixtures. Throws an Error that names what is missing. */
export function readFixture(bytes: Uint8Array): Fixture {
  const { tensors, metadata } = readSafetensors(bytes);
  const expected = (name: string): Float64Array => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`the fixture has no tensor ${name}`);
    return Float64Array.from(tensor.data as Float32Array | Float64Array);
  };
  const number = (key: string): number => {
    const value = Number(metadata[key]);
    if (!Number.isFinite(value)) throw new Error(`the fixture's metadata has no number "${key}"`);
    return value;
  };
  const specification = completeSpecification({
    cell: metadata.cell as Cell,
    inputSize: number('input'),
    hiddenSize: number('hidden'),
    bottleneckSize: number('bottleneck'),
  });
  checkSpecification(specification);
  const rows = number('batch');
  const steps = number('steps');
  const weights: TensorMap = new Map(
    parameterShapes(specification).map(({ name, shape }) => [
      name,
      { shape, data: Float32Array.from(expected(`weights/${name}`)) },
    ]),
  );
  return {
    specification,
    ...tokenize(expected('batch/input'), expected('batch/mask'), rows, steps, specification.inputSize),
    learningRate: number('learning_rate'),
    clipNorm: number('clip'),
    optimizerSteps: number('optimizer_steps'),
    expected,
    weights,
  };
}

/** Turns a batch of vectors into ids and a table of its distinct vectors. */
function tokenize(
  input: Float64Array,
  mask: Float64Array,
  rows: number,
  steps: number,
  D: number,
): { batch: Batch; vectors: Float32Array } {
  const ids = new Map<string, number>([[new Float32Array(D).join(), 0]]);
  const table: number[] = new Array<number>(D).fill(0);
  const tokens = new Int32Array(rows * steps);
  const lengths = new Int32Array(rows);
  for (let i = 0; i < rows * steps; i++) {
    const row = Math.floor(i / steps);
    const vector = Float32Array.from(input.subarray(i * D, (i + 1) * D), (x) => x + 0);
    if (mask[i]) {
      if (lengths[row] !== i % steps) throw new Error('the fixture masks a token before the end of its row');
      lengths[row]!++;
    } else if (vector.some((x) => x !== 0)) throw new Error('the fixture has a padded vector that is not zero');
    const key = vector.join();
    let id = ids.get(key);
    if (id === undefined) {
      ids.set(key, (id = ids.size));
      table.push(...vector);
    }
    tokens[i] = id;
  }
  return { batch: { tokens, lengths, rows, steps }, vectors: Float32Array.from(table) };
}

/** Every output, gradient and weight of the fixture against the engine's. */
export async function compareFixture(engine: Engine, fixture: Fixture): Promise<Comparison[]> {
  const { specification, batch, vectors, expected, weights } = fixture;
  const network = await engine.createNetwork({
    specification,
    vectors,
    parameters: weights,
    maxRows: batch.rows,
    maxSteps: batch.steps,
  });
  const comparisons: Comparison[] = [];
  const relative = (name: string, actual: ArrayLike<number>, tolerance: number, mask?: ArrayLike<number>): void => {
    comparisons.push({ name, error: relativeError(actual, expected(name), mask), tolerance, measure: 'relative L2' });
  };
  // Decoder rows past a text's end are not computed here; PyTorch's are left out of the comparison.
  const masked = (width: number): Float64Array => {
    const mask = expected('batch/mask');
    return Float64Array.from({ length: mask.length * width }, (_, i) => mask[Math.floor(i / width)]!);
  };

  const evaluated = await network.reconstruct(batch);
  relative('eval/reconstruction', evaluated.reconstruction, OUTPUT, masked(specification.inputSize));
  relative('eval/bottleneck', evaluated.bottleneck, OUTPUT);
  relative('eval/encoder_hidden', evaluated.encoderHidden, OUTPUT);
  relative('eval/decoder_hidden', evaluated.decoderHidden, OUTPUT, masked(specification.hiddenSize));
  relative('eval/loss', [evaluated.loss], OUTPUT);
  const training = await network.reconstruct(batch, true);
  relative('train/reconstruction', training.reconstruction, OUTPUT, masked(specification.inputSize));
  relative('train/bottleneck', training.bottleneck, OUTPUT);

  const { loss, gradients } = await network.gradients(batch);
  relative('train/loss', [loss], OUTPUT);
  const together: [number[], number[]] = [[], []];
  for (const { name, trainable } of parameterShapes(specification)) {
    if (!trainable) continue;
    const actual = gradients.get(name)!.data;
    if (name === NOISE_BIAS) {
      comparisons.push({
        name: `gradients/${name}`,
        error: largestDifference(actual, expected(`gradients/${name}`)),
        tolerance: NOISE_GRADIENT,
        measure: 'largest absolute',
      });
      continue;
    }
    relative(`gradients/${name}`, actual, ONE_GRADIENT);
    for (const x of actual) together[0].push(x);
    for (const x of expected(`gradients/${name}`)) together[1].push(x);
  }
  comparisons.push({
    name: 'gradients, all together',
    error: relativeError(...together),
    tolerance: GRADIENTS_TOGETHER,
    measure: 'relative L2',
  });

  const losses: number[] = [];
  const norms: number[] = [];
  for (let step = 0; step < fixture.optimizerSteps; step++) {
    const result = await network.trainStep(batch, {
      learningRate: fixture.learningRate,
      clipNorm: fixture.clipNorm,
    });
    losses.push(result.loss);
    norms.push(result.gradientNorm);
  }
  relative('steps/loss', losses, OUTPUT);
  relative('steps/gradient_norm_before_clip', norms, WEIGHTS_AFTER_STEPS);
  const after = await network.parameters();
  for (const { name } of parameterShapes(specification))
    if (name !== NOISE_BIAS && name !== 'encoder.batch_norm.running_mean')
      relative(`after/${name}`, after.get(name)!.data, WEIGHTS_AFTER_STEPS);
  network.dispose();
  return comparisons;
}

/** |actual - expected| / |expected| in the L2 norm, over the positions where `mask` is not zero. */
export function relativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  mask?: ArrayLike<number>,
): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    if (mask && !mask[i]) continue;
    difference += (actual[i]! - expected[i]!) ** 2;
    size += expected[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(actual[i]! - expected[i]!));
  return largest;
}
