import { batchOf } from '../../src/corpus/batches.ts';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import type { Batch, NetworkOptions } from '../../src/engine/engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import { floats, integers, startPythonPeer, type PythonPeer } from './python-peer.ts';

const ROWS = 32;
const WINDOW = 50;
const BATCHES = 8;

const specification = completeSpecification({ inputSize: 300 });

/** What one training step is measured on: the notebook's network, and batches of a corpus. */
export interface StepTask {
  options: NetworkOptions;
  /** The same chunks at each length, cut to their first `steps` tokens. */
  batches(steps: number): Batch[];
}

export async function stepTask(corpusFolder: string): Promise<StepTask> {
  const random = createRandom(42);
  const corpus = await readCorpus(corpusFolder);
  const chunkSet = buildChunks(corpus, defaultChunkSettings);
  const { inputSize: D } = specification;
  // Speed does not depend on the values: 300 wide as the notebook's, without its 1 GB file.
  const vocabulary = corpus.vocabulary.tokens.length;
  const vectors = Float32Array.from({ length: vocabulary * D }, (_, i) => (i < D ? 0 : random.normal() * 0.4));
  const indices = Array.from({ length: BATCHES }, () =>
    Array.from({ length: ROWS }, () => random.integer(chunkSet.chunks.length)),
  );
  const parameters = initialParameters(specification, random);
  return {
    options: { specification, vectors, parameters, maxRows: ROWS, maxSteps: WINDOW },
    batches: (steps) => indices.map((chunks) => batchOf(chunkSet, chunks, steps)),
  };
}

/** PyTorch's side of the same step; undefined where no python3 has it. */
export function stepPeer({ options: { vectors }, batches }: StepTask): PythonPeer | undefined {
  const { inputSize: D, cell, hiddenSize, bottleneckSize } = specification;
  const full = batches(WINDOW);
  const join = (arrays: readonly Int32Array[]): Int32Array => Int32Array.from(arrays.flatMap((array) => [...array]));
  return startPythonPeer(
    'pytorch_step.py',
    new Map([
      ['vectors', floats([vectors.length / D, D], vectors)],
      ['tokens', integers([full.length, ROWS, WINDOW], join(full.map(({ tokens }) => tokens)))],
      ['lengths', integers([full.length, ROWS], join(full.map(({ lengths }) => lengths)))],
    ]),
    { cell, hiddenSize: String(hiddenSize), bottleneckSize: String(bottleneckSize) },
  );
}
