import { describe, expect, it } from 'vitest';
import { batchOfChunks } from '../../src/analysis/embedded-chunks.ts';
import { encodeChunks } from '../../src/analysis/encode.ts';
import { createRandom } from '../../src/corpus/random.ts';
import type { Network } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import { madeUpChunks } from './made-up-chunks.ts';

const { chunks } = madeUpChunks(29, 5, 3);

async function smallNetwork(): Promise<Network> {
  const { dimension: inputSize } = chunks;
  const specification = completeSpecification({ cell: 'gru', inputSize, hiddenSize: 6, bottleneckSize: 3 });
  return (await createWasmEngine()).createNetwork({
    specification,
    vectors: chunks.vectors,
    parameters: initialParameters(specification, createRandom(4)),
    maxRows: 64,
    maxSteps: chunks.window,
  });
}

describe('encoding chunks', () => {
  it('gives every chunk the vector that it has alone, in the order of the chunks', async () => {
    const network = await smallNetwork();
    const progress: number[] = [];
    const vectors = await encodeChunks(network, chunks, { onProgress: (done) => progress.push(done) });
    expect(vectors).toHaveLength(145 * 3);
    expect(progress).toEqual([64, 128, 145]);
    for (const chunk of [0, 63, 64, 144]) {
      const { bottleneck } = await network.evaluate(batchOfChunks(chunks, [chunk]));
      for (let z = 0; z < 3; z++) expect(vectors[chunk * 3 + z]).toBeCloseTo(bottleneck[z]!, 5);
    }
    network.dispose();
  });

  it('stops when asked to', async () => {
    const network = await smallNetwork();
    const abort = new AbortController();
    const encoding = encodeChunks(network, chunks, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(encoding).rejects.toThrow('aborted');
    network.dispose();
  });
});
