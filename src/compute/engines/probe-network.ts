import { createRandom } from '../../corpus/random.ts';
import type { Batch, Engine } from '../../engine/engine.ts';
import { createWasmEngine } from '../../engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../model/parameters.ts';
import { completeSpecification, type ModelSpecification } from '../../model/specification.ts';

const tiny = completeSpecification({ inputSize: 6, cell: 'gru', hiddenSize: 8, bottleneckSize: 3 });
const words = 12;
const batch: Batch = {
  tokens: Int32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 11, 0, 2, 2, 0, 0]),
  lengths: Int32Array.of(4, 4, 3, 2),
  rows: 4,
  steps: 4,
};

const settings = { learningRate: 1e-3, clipNorm: 1 };

/**
 * How far an engine's gradients, encoding and training steps of a tiny network lie from the default
 * engine's: the largest of the relative L2 errors. Rejects as the engine does.
 */
export async function probeNetwork(engine: Engine): Promise<number> {
  const expected = await stepOf(await createWasmEngine({ threads: 1 }), tiny);
  const computed = await stepOf(engine, tiny);
  return Math.max(...expected.map((values, i) => relativeError(computed[i]!, values)));
}

/** Losses, norms, gradients and numbers of the bottleneck of a few passages, and of two training steps. */
export async function stepOf(engine: Engine, specification: ModelSpecification): Promise<Float32Array[]> {
  const random = createRandom(1);
  const vectors = Float32Array.from({ length: words * specification.inputSize }, (_, i) =>
    i < specification.inputSize ? 0 : random.normal(),
  );
  const parameters = initialParameters(specification, random);
  const network = await engine.createNetwork({ specification, vectors, parameters, maxRows: 4, maxSteps: 4 });
  try {
    const { loss, gradients } = await network.gradients(batch);
    const { bottleneck } = await network.evaluate(batch);
    const first = await network.trainStep(batch, settings);
    // Sees what the first one has made of the weights.
    const second = await network.trainStep(batch, settings);
    // The bias before a batch norm has a gradient of rounding noise alone.
    const compared = [...gradients].filter(([name]) => name !== 'encoder.projection.bias');
    return [
      Float32Array.of(loss, first.loss, second.loss),
      Float32Array.of(first.gradientNorm, second.gradientNorm),
      Float32Array.from(compared.flatMap(([, { data }]) => [...data])),
      bottleneck,
    ];
  } finally {
    network.dispose();
  }
}

/** |computed - expected| / |expected|, Infinity where they are not alike at all. */
function relativeError(computed: Float32Array, expected: Float32Array): number {
  if (computed.length !== expected.length) return Infinity;
  let difference = 0;
  let size = 0;
  for (const [i, value] of expected.entries()) {
    difference += (computed[i]! - value) ** 2;
    size += value ** 2;
  }
  const error = Math.sqrt(difference / size);
  return Number.isNaN(error) ? Infinity : error;
}
