import { existsSync } from 'node:fs';
import path from 'node:path';
import { isWord } from '../corpus/special-tokens.ts';
import type { Vocabulary } from '../corpus/types.ts';
import { UserError } from '../corpus/user-error.ts';
import { loadVectors, type WordVectors } from '../embeddings/load-vectors.ts';
import type { Run } from '../runs/read-run.ts';
import type { RunWriter } from '../runs/write-run.ts';
import type { TrainWatcher } from './train-request.ts';

/**
 * The run's own copy of its words' vectors, [vocabulary, D] by the name `vectors`: so a run can be measured, searched
 * and resumed whatever becomes of the file they came from.
 */
export const vectorsFile = 'vectors.safetensors';

/** A folder that listings of runs pass over. */
const cacheFolder = '.word-vectors';

/** Word vectors of a corpus's words, from their source; of another width than `dimension` they are refused. */
export async function vectorsOfCorpus(
  vocabulary: Vocabulary,
  source: string,
  runs: string,
  watch: TrainWatcher,
  signal: AbortSignal,
  dimension?: number,
): Promise<WordVectors> {
  watch.onStage?.('vectors');
  const vectors = await loadVectors(vocabulary, {
    source,
    ...(dimension !== undefined && { dimension }),
    cacheFolder: path.join(runs, cacheFolder),
    signal,
    onProgress: (done, total) => watch.onStage?.('vectors', done, total),
  });
  for (const report of vectors.reports) watch.onReport?.(report);
  return vectors;
}

export async function writeVectors(writer: RunWriter, vectors: Float32Array, dimension: number): Promise<void> {
  const shape = [vectors.length / dimension, dimension];
  await writer.writeTensors(vectorsFile, new Map([['vectors', { dtype: 'F32', shape, data: vectors }]]));
}

/** [vocabulary, D]. Throws a UserError when the file is missing or damaged. */
export async function readVectors(run: Run): Promise<Float32Array> {
  const tensor = (await run.tensors(vectorsFile)).get('vectors');
  const expected = [run.config.corpus.vocabulary, run.config.vectors.dimension];
  if (!(tensor?.data instanceof Float32Array) || tensor.shape.join() !== expected.join())
    throw new UserError(
      `${path.join(run.folder, vectorsFile)} does not hold one vector of ${expected[1]} numbers for each of the run's ${expected[0]} words. Train again.`,
    );
  return tensor.data;
}

/**
 * Vectors for the words of a text, [vocabulary, D]: the run's own, and for words it has never seen those of the same
 * source. Throws a UserError when the source is needed and cannot be read, and when it knows none of the words either.
 */
export async function vectorsOfText(run: Run, vocabulary: Vocabulary, signal?: AbortSignal): Promise<Float32Array> {
  const { source, dimension } = run.config.vectors;
  const known = await run.vocabulary();
  const idsInRun = vocabulary.tokens.map((token) => known.idOf(token));
  const isKnown = (id: number): boolean => known.tokens[idsInRun[id]!] === vocabulary.tokens[id];
  const needed = [...vocabulary.tokens.keys()].filter((id) => vocabulary.counts[id]! > 0);
  const vectors = needed.every(isKnown) ? new Float32Array(vocabulary.tokens.length * dimension) : await loadUnseen();
  const own = await readVectors(run);
  for (const id of needed.filter(isKnown)) {
    const start = idsInRun[id]! * dimension;
    vectors.set(own.subarray(start, start + dimension), id * dimension);
  }
  return vectors;

  async function loadUnseen(): Promise<Float32Array> {
    try {
      return (await loadVectors(vocabulary, { source, dimension, ...(signal && { signal }) })).vectors;
    } catch (error) {
      const readable = source === 'bundled' || existsSync(source);
      const strange = !needed.some((id) => isWord(vocabulary.tokens[id]!) && isKnown(id));
      if (error instanceof UserError && readable && strange)
        throw new UserError(
          `The run and its word vectors (${source}) know none of these words: use words of the poems' language.`,
        );
      throw error;
    }
  }
}
