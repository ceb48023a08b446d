import { buildChunks } from '../corpus/chunks.ts';
import { createRandom } from '../corpus/random.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { splitPoems } from '../corpus/split.ts';
import { corpusStatistics } from '../corpus/statistics.ts';
import type { ChunkSet, Corpus, Split } from '../corpus/types.ts';
import type { RunConfig } from '../runs/run-config.ts';
import type { Recipe } from './recipe.ts';
import type { TrainWatcher } from './train-request.ts';

/** Poems made ready for training. */
export interface PreparedCorpus {
  corpus: Corpus;
  chunkSet: ChunkSet;
  split: Split;
}

/** What a run's configuration says of its poems. */
export function corpusFacts(corpus: Corpus, chunkSet: ChunkSet): RunConfig['corpus'] {
  return {
    root: corpus.root,
    fingerprint: corpus.fingerprint,
    poems: corpus.poems.length,
    chunks: chunkSet.chunks.length,
    vocabulary: corpus.vocabulary.tokens.length,
    statistics: corpusStatistics(corpus, chunkSet),
  };
}

/** Reads the poems, cuts them into chunks and splits them; files that cannot be used are reported. */
export async function prepareCorpus(
  folder: string,
  recipe: Recipe,
  watch: TrainWatcher,
  signal: AbortSignal,
): Promise<PreparedCorpus> {
  watch.onStage?.('reading');
  const corpus = await readCorpus(folder, {
    signal,
    onProgress: (done, total) => watch.onStage?.('reading', done, total),
  });
  for (const report of corpus.reports) watch.onReport?.(report);
  return {
    corpus,
    chunkSet: buildChunks(corpus, recipe.chunkSettings),
    split: splitPoems(corpus.poems.length, recipe.split.ratios, createRandom(recipe.split.seed).fork('split')),
  };
}
