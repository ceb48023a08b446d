import { beforeAll, describe, expect, it } from 'vitest';
import { batchOfChunks } from '../../src/analysis/embedded-chunks.ts';
import { analysisBatchRows } from '../../src/analysis/encode.ts';
import type { HeldOutEvaluation } from '../../src/analysis/evaluation.ts';
import { createReconstructionTally } from '../../src/analysis/reconstruction-tally.ts';
import { baseModelFolder } from '../../src/compute/base-model-folder.ts';
import { buildChunks, defaultChunkSettings } from '../../src/corpus/chunks.ts';
import { readCorpus } from '../../src/corpus/read-corpus.ts';
import { loadVectors } from '../../src/embeddings/load-vectors.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { readBaseModel, type BaseModel } from '../../src/runs/base-model.ts';
import { englishCorpus, hasEnglishCorpus } from '../corpus/english-corpus.ts';

describe('the base model that is shipped', () => {
  let base: BaseModel;
  let figures: Pick<HeldOutEvaluation, 'heldOut' | 'baselines' | 'neighbours'>;
  beforeAll(async () => {
    base = await readBaseModel(baseModelFolder());
    figures = base.config.figures as typeof figures;
  });

  it('explains as much of poets that it never read as the best linear method, for all words and for rare ones', () => {
    const { heldOut, baselines } = figures;
    expect(heldOut.varianceExplained).toBeGreaterThan(baselines.pca!.varianceExplained);
    expect(heldOut.weightedVarianceExplained).toBeGreaterThan(baselines.pca!.weightedVarianceExplained!);
  });

  it('finds their poems’ other passages as often as mean word vectors of full width do', () => {
    const { bottleneck, meanPooled } = figures.neighbours!;
    expect(bottleneck.samePoemAt5).toBeGreaterThan(meanPooled.samePoemAt5);
  });

  it.skipIf(!hasEnglishCorpus)('gives the passages of those poets back as well as is recorded', async () => {
    const { specification, corpus: facts } = base.config;
    const corpus = await readCorpus(englishCorpus);
    const { vectors, dimension } = await loadVectors(corpus.vocabulary, { source: 'bundled' });
    const chunkSet = buildChunks(corpus, defaultChunkSettings);
    const chunks = { ...chunkSet, vectors, dimension };
    const poets = facts.testPoets as string[];
    const heldOut = chunkSet.chunks.filter(({ poem }) => poets.includes(corpus.poems[poem]!.author));
    const network = await (
      await createWasmEngine()
    ).createNetwork({
      ...{ specification, vectors, parameters: base.parameters },
      ...{ maxRows: analysisBatchRows, maxSteps: chunkSet.window },
    });
    const tally = createReconstructionTally(chunks);
    for (let from = 0; from < heldOut.length; from += analysisBatchRows) {
      const indices = heldOut.slice(from, from + analysisBatchRows).map(({ index }) => index);
      const { reconstruction } = await network.reconstruct(batchOfChunks(chunks, indices));
      indices.forEach((chunk, row) => tally.add(chunk, reconstruction, row * chunkSet.window * dimension));
    }
    network.dispose();
    expect(heldOut.length).toBeGreaterThan(1000);
    expect(tally.mse() / figures.heldOut.mse).toBeCloseTo(1, 4);
  });
});
