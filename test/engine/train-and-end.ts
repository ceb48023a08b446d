// A process that trains with helping threads and then has nothing more to do; see threads.test.ts.
import { createRandom } from '../../src/corpus/random.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { completeSpecification } from '../../src/model/specification.ts';

const specification = completeSpecification({ inputSize: 64 });
const engine = await createWasmEngine({ threads: 3 });
const network = await engine.createNetwork({
  ...{ specification, maxRows: 32, maxSteps: 20 },
  vectors: new Float32Array(64 * 50).fill(0.1, 64),
  parameters: initialParameters(specification, createRandom(1)),
});
const batch = { tokens: new Int32Array(32 * 20).fill(7), lengths: new Int32Array(32).fill(20), rows: 32, steps: 20 };
await network.trainStep(batch, { learningRate: 1e-3, clipNorm: 1 });
console.log('trained');
