import path from 'node:path';
import { analysisBatchRows, encodeChunks } from '../../src/analysis/encode.ts';
import { evaluateHeldOut } from '../../src/analysis/evaluate.ts';
import { inverseFrequencyWeights } from '../../src/analysis/word-weights.ts';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { firstWeights } from '../../src/compute/first-weights.ts';
import { chunksOfPart } from '../../src/compute/held-out-part.ts';
import { productVersion } from '../../src/compute/product-version.ts';
import { recipeOfRequest } from '../../src/compute/recipe.ts';
import { splitOfChunks } from '../../src/compute/store-chunks.ts';
import { buildChunks } from '../../src/corpus/chunks.ts';
import { createRandom } from '../../src/corpus/random.ts';
import { lineBreakId } from '../../src/corpus/special-tokens.ts';
import { chunksOf } from '../../src/corpus/split.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { loadVectors } from '../../src/embeddings/load-vectors.ts';
import { bundledTableName } from '../../src/embeddings/bundled/read-bundled-table.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { writeBaseModel, type BaseModelConfig } from '../../src/runs/base-model.ts';
import type { EpochRecord } from '../../src/runs/epoch-record.ts';
import { maxBatchRows } from '../../src/training/settings.ts';
import { train } from '../../src/training/train.ts';
import { holdOutPoets } from './hold-out-poets.ts';

export interface BaseModelRequest {
  /** The poems. */
  corpus: string;
  preset: string;
  epochs?: number;
  /** Of the poets, for validation and as many for the test. */
  holdOutPoets: number;
  /** Where the base model goes. */
  folder: string;
  /** As it is recorded. */
  command: string;
}

/**
 * Trains a network on a corpus from which whole poets are held out, measures it on those of the test, and writes its
 * weights. Throws a UserError that names what is wrong with the request or the poems.
 */
export async function trainBaseModel(
  request: BaseModelRequest,
  watch: { onEpoch?(record: EpochRecord): void } = {},
): Promise<BaseModelConfig> {
  const { preset, epochs, folder } = request;
  const recipe = recipeOfRequest({ folder: request.corpus, preset, ...(epochs !== undefined && { epochs }) });
  const settings = recipe.training;
  const corpus = await readCorpus(request.corpus, {});
  const chunkSet = buildChunks(corpus, recipe.chunkSettings);
  const random = createRandom(settings.seed);
  const { split, heldOut } = holdOutPoets(corpus.poems, request.holdOutPoets, random.fork('poets'));
  const { vectors, dimension, source } = await loadVectors(corpus.vocabulary, { source: 'bundled' });
  const specification = { ...recipe.specification, inputSize: dimension };
  const engine = await createWasmEngine();
  const training = chunksOf(chunkSet, split.train);
  const chunks = { ...chunkSet, vectors, dimension };
  const network = await engine.createNetwork({
    specification,
    vectors,
    ...(settings.objective.plainShare < 1 && {
      wordWeights: Float32Array.from(inverseFrequencyWeights(chunks, training)),
    }),
    parameters: await firstWeights(settings, specification, chunks, chunkSet.chunks, training),
    maxRows: Math.max(maxBatchRows(settings), analysisBatchRows),
    maxSteps: chunkSet.window,
  });
  try {
    const result = await train({ network, chunkSet, split, settings, callbacks: watch });
    const splits = splitOfChunks(chunkSet, split);
    const evaluation = await evaluateHeldOut({
      network,
      chunks,
      places: chunkSet.chunks,
      authors: chunkSet.chunks.map(({ poem }) => corpus.poems[poem]!.author),
      trainChunks: chunksOfPart(splits, 'train'),
      heldOutChunks: chunksOfPart(splits, 'test'),
      split: 'test',
      validationChunks: chunksOfPart(splits, 'validation'),
      lineBreak: lineBreakId,
      bottleneck: await encodeChunks(network, chunks),
      random: random.fork('evaluation'),
    });
    return await writeBaseModel(
      folder,
      {
        specification,
        vectors: { source, dimension, name: bundledTableName },
        corpus: {
          name: path.basename(path.resolve(request.corpus)),
          fingerprint: corpus.fingerprint,
          poems: corpus.poems.length,
          chunks: chunkSet.chunks.length,
          heldOutPoets: [...heldOut.validation, ...heldOut.test].sort(),
          validationPoets: heldOut.validation,
          testPoets: heldOut.test,
        },
        training: {
          command: request.command,
          preset,
          settings,
          epochs: result.epochs,
          keptEpoch: result.keptEpoch,
          trainLoss: result.trainLoss,
          valLoss: result.valLoss,
          seconds: Math.round(result.seconds),
          engine: engine.description,
          version: productVersion(),
        },
        figures: figuresOf(evaluation),
      },
      await network.parameters(),
    );
  } finally {
    network.dispose();
  }
}

/** What of an evaluation is worth keeping: all but the figures of each chunk and position. */
function figuresOf({ perChunk: _, heldOut, ...figures }: HeldOutEvaluation): object {
  const { byPosition: __, ...scores } = heldOut;
  return { heldOut: scores, ...figures };
}
