import { batchOf } from '../../src/corpus/batches.ts';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import type { Network } from '../../src/engine/engine.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import type { Objective } from '../../src/model/objective.ts';
import { initialParameters, parameterCount } from '../../src/model/parameters.ts';
import { recipeNamed, variants } from '../../src/training/variants.ts';
import { inverseFrequencyWeights } from '../../src/analysis/word-weights.ts';
import type { Row } from './row.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';

const ROWS = 32;
const WINDOW = 50;
const D = 100;

const measuredRecipes: readonly string[] = ['seed', 'gru', 'lstm', ...Object.keys(variants)];

export interface VariantRow {
  variant: string;
  parameters: number;
  /** ms a step, one thread. */
  step: Summary;
}

/** One training step of each variant on the same batches of the corpus, in turns. */
export async function benchVariantSteps(corpusFolder: string, rounds = 7, batchesOfRound = 4): Promise<VariantRow[]> {
  const random = createRandom(42);
  const corpus = await readCorpus(corpusFolder);
  const chunkSet = buildChunks(corpus, defaultChunkSettings);
  const vocabulary = corpus.vocabulary.tokens.length;
  const vectors = Float32Array.from({ length: vocabulary * D }, (_, i) => (i < D ? 0 : random.normal() * 0.4));
  const all = Int32Array.from(chunkSet.chunks, ({ index }) => index);
  const wordWeights = Float32Array.from(inverseFrequencyWeights({ ...chunkSet, vectors, dimension: D }, all));
  const batches = Array.from({ length: batchesOfRound }, () => {
    const chunks = Array.from({ length: ROWS }, () => random.integer(all.length));
    const pairs = Int32Array.from({ length: ROWS }, (_, row) => row ^ 1);
    return { ...batchOf(chunkSet, chunks, WINDOW), pairs };
  });

  const engine = await createWasmEngine({ threads: 1 });
  const measured: { network: Network; objective: Objective; row: VariantRow; times: number[] }[] = [];
  for (const variant of measuredRecipes) {
    const { specification: parts, training } = recipeNamed(variant)!;
    const specification = { ...parts, inputSize: D };
    const parameters = initialParameters(specification, random);
    const { noise, objective } = training;
    const shape = { specification, vectors, wordWeights, parameters, noise, maxRows: ROWS, maxSteps: WINDOW };
    measured.push({
      network: await engine.createNetwork(shape),
      objective,
      row: { variant, parameters: parameterCount(specification), step: summarize([0]) },
      times: [],
    });
  }
  for (let round = 0; round <= rounds; round++)
    for (const { network, objective, times } of measured)
      for (const batch of batches) {
        const start = performance.now();
        await network.trainStep(batch, { learningRate: 1e-3, clipNorm: 1, objective, teacherForcing: 0.5 });
        if (round > 0) times.push(performance.now() - start);
      }
  return measured.map(({ row, times }) => ({ ...row, step: summarize(times) }));
}

export const variantStepsRow: Row = {
  name: 'variant-steps',
  async measure(corpus) {
    const figures = await benchVariantSteps(corpus);
    return {
      lines: [
        'One training step of each variant, B=32, T=50, D=100, H=128, Z=18, 1 thread (median / best / spread, ms)',
        ...figures.map(
          ({ variant, parameters, step }) =>
            `${variant.padEnd(20)} ${parameters.toLocaleString('en-GB').padStart(7)} parameters  ${summaryText(step)}`,
        ),
      ],
      figures,
      verdicts: [],
    };
  },
};
