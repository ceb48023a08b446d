import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { batchOf } from '../../src/corpus/batches.ts';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import type { Batch } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { initialParameters } from '../../src/model/parameters.ts';
import { writeSafetensors } from '../../src/model/safetensors.ts';
import { completeSpecification } from '../../src/model/specification.ts';
import { findTorch } from '../parity/find-torch.ts';
import { summarize, type Summary } from './summarize.ts';

const ROWS = 32;
const WINDOW = 50;
const BATCHES = 8;
const ROUNDS = 7;
const STEPS_A_ROUND = 8;
export const specification = completeSpecification({ inputSize: 300 });

export interface TrainingStepRow {
  steps: number;
  distinctWords: number;
  /** ms a step, one thread. */
  ours: Summary;
  /** ms a step by number of threads; empty where python3 has no PyTorch. */
  pytorch: Record<number, Summary>;
}

/** One training step (forward, backward, clip, Adam) on batches of the corpus, interleaved with PyTorch's. */
export async function benchTrainingStep(
  corpusFolder: string,
  { rounds = ROUNDS, peerThreads = [1, 2] }: { rounds?: number; peerThreads?: readonly number[] } = {},
): Promise<{ engine: string; rows: TrainingStepRow[] }> {
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
  const full = indices.map((chunks) => batchOf(chunkSet, chunks, WINDOW));

  const engine = await createWasmEngine();
  const network = await engine.createNetwork({
    specification,
    vectors,
    parameters: initialParameters(specification, random),
    maxRows: ROWS,
    maxSteps: WINDOW,
  });
  const python = await startPython(vectors, full);
  const rows: TrainingStepRow[] = [];
  for (const steps of [20, 35, 50]) {
    const batches = indices.map((chunks) => batchOf(chunkSet, chunks, steps));
    const ours: number[] = [];
    const theirs: Record<number, number[]> = Object.fromEntries(
      python ? peerThreads.map((threads) => [threads, []]) : [],
    );
    // Rounds alternate, so that whatever else the machine does meets both; the first warms both up.
    for (let round = 0; round <= rounds; round++) {
      const times: number[] = [];
      for (let i = 0; i < STEPS_A_ROUND; i++) {
        const start = performance.now();
        await network.trainStep(batches[i % BATCHES]!, { learningRate: 1e-3, clipNorm: 1 });
        times.push(performance.now() - start);
      }
      if (round > 0) ours.push(...times);
      for (const threads of Object.keys(theirs).map(Number)) {
        const answer = await python!.ask(threads, steps, STEPS_A_ROUND);
        if (round > 0) theirs[threads]!.push(...answer);
      }
    }
    rows.push({
      steps,
      distinctWords: batches.reduce((sum, batch) => sum + new Set(batch.tokens).size, 0) / BATCHES,
      ours: summarize(ours),
      pytorch: Object.fromEntries(Object.entries(theirs).map(([threads, times]) => [threads, summarize(times)])),
    });
  }
  python?.stop();
  return { engine: engine.description, rows };
}

interface Python {
  ask(threads: number, steps: number, count: number): Promise<number[]>;
  stop(): void;
}

async function startPython(vectors: Float32Array, batches: readonly Batch[]): Promise<Python | undefined> {
  const python = findTorch();
  if (!python) return undefined;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'poetry-bench-'));
  const file = path.join(folder, 'batches.safetensors');
  const join = (arrays: readonly Int32Array[]): Int32Array => Int32Array.from(arrays.flatMap((array) => [...array]));
  fs.writeFileSync(
    file,
    writeSafetensors(
      new Map([
        [
          'vectors',
          {
            dtype: 'F32' as const,
            shape: [vectors.length / specification.inputSize, specification.inputSize],
            data: vectors,
          },
        ],
        [
          'tokens',
          { dtype: 'I32' as const, shape: [batches.length, ROWS, WINDOW], data: join(batches.map((b) => b.tokens)) },
        ],
        [
          'lengths',
          { dtype: 'I32' as const, shape: [batches.length, ROWS], data: join(batches.map((b) => b.lengths)) },
        ],
      ]),
      Object.fromEntries(Object.entries(specification).map(([key, value]) => [key, String(value)])),
    ),
  );
  const script = path.join(import.meta.dirname, 'pytorch_step.py');
  const child: ChildProcessWithoutNullStreams = spawn(python, [script, file]);
  child.stderr.pipe(process.stderr);
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(threads, steps, count) {
      child.stdin.write(`${threads} ${steps} ${count}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('PyTorch’s side of the benchmark ended early; its message stands above.');
      return JSON.parse(value) as number[];
    },
    stop() {
      child.stdin.end();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
