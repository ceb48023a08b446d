import { existsSync } from 'node:fs';
import path from 'node:path';
import { isWord } from '../corpus/special-tokens.ts';
import type { Vocabulary } from '../corpus/types.ts';
import { UserError } from '../corpus/user-error.ts';
import { loadVectors, type WordVectors } from '../embeddings/load-vectors.ts';
import type { Run } from '../runs/read-run.ts';
import type { StoredVocabulary } from '../runs/stored-vocabulary.ts';
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

/** Vectors for any words: the run's own, and for words it has never seen those of the same source. */
export interface VectorSource {
  /**
   * [vocabulary, D]. Throws a UserError when the source is needed and cannot be read, and when it knows none of the
   * words either.
   */
  vectorsOf(vocabulary: Vocabulary, signal?: AbortSignal): Promise<Float32Array>;
}

/** `own` are the vectors of the run's vocabulary, [vocabulary, D]. Words looked up once are not looked up again. */
export function createVectorSource(run: Run, known: StoredVocabulary, own: Float32Array): VectorSource {
  const { source, dimension } = run.config.vectors;
  const unseen = new Map<string, Float32Array>();

  const idInRun = (token: string): number | undefined => {
    const id = known.idOf(token);
    return known.tokens[id] === token ? id : undefined;
  };
  const loadUnseen = async (vocabulary: Vocabulary, signal?: AbortSignal): Promise<void> => {
    let vectors: Float32Array;
    try {
      ({ vectors } = await loadVectors(vocabulary, { source, dimension, ...(signal && { signal }) }));
    } catch (error) {
      const readable = source === 'bundled' || existsSync(source);
      const strange = !vocabulary.tokens.some((token) => isWord(token) && idInRun(token) !== undefined);
      if (error instanceof UserError && readable && strange)
        throw new UserError(
          `The run and its word vectors (${source}) know none of these words: use words of the poems' language.`,
        );
      throw error;
    }
    vocabulary.tokens.forEach((token, id) => {
      if (idInRun(token) === undefined) unseen.set(token, vectors.slice(id * dimension, (id + 1) * dimension));
    });
  };

  return {
    async vectorsOf(vocabulary, signal) {
      const used = [...vocabulary.tokens.keys()].filter((id) => vocabulary.counts[id]! > 0);
      const isThere = (token: string): boolean => idInRun(token) !== undefined || unseen.has(token);
      if (!used.every((id) => isThere(vocabulary.tokens[id]!))) await loadUnseen(vocabulary, signal);
      const vectors = new Float32Array(vocabulary.tokens.length * dimension);
      for (const id of used) {
        const token = vocabulary.tokens[id]!;
        const row = idInRun(token);
        const vector = row === undefined ? unseen.get(token)! : own.subarray(row * dimension, (row + 1) * dimension);
        vectors.set(vector, id * dimension);
      }
      return vectors;
    },
  };
}
