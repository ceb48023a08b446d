import path from 'node:path';
import { meanWordVector, type EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { UserError } from '../corpus/user-error.ts';
import type { Batch, Engine, Network, Reconstruction } from '../engine/engine.ts';
import { createWasmEngine } from '../engine/wasm/wasm-engine.ts';
import type { TensorMap } from '../model/parameters.ts';
import type { PassageTable } from '../passages/passage-table.ts';
import type { Run } from '../runs/read-run.ts';
import type { StoredChunk } from '../runs/stored-chunk.ts';
import type { StoredVocabulary } from '../runs/stored-vocabulary.ts';
import { trainingRows } from './make-passages.ts';
import { passagesOfRun, preparePassages } from './prepare-passages.ts';
import { embeddedChunksOf, networkOfRun, openCompleteRun } from './restore-run.ts';
import { stateOfRun } from './run-state.ts';
import { createVectorSource, readVectors, type VectorSource } from './run-vectors.ts';

/** A run opened for questions about its passages; what they need is read once and kept. */
export interface RunSession {
  readonly run: Run;
  readonly vocabulary: StoredVocabulary;
  /** Of the run's own words, [vocabulary, D]. */
  readonly vectors: Float32Array;
  /** Vectors for any words. */
  readonly words: VectorSource;
  table(): Promise<PassageTable>;
  chunks(): Promise<readonly StoredChunk[]>;
  embeddedChunks(): Promise<EmbeddedChunks>;
  /** Bottleneck vectors, [chunks, Z]. */
  bottleneck(): Promise<Float32Array>;
  /** Mean word vector of the training passages, [D]. */
  meanVector(): Promise<Float64Array>;
  /** Reads chunks of the run's own words, `analysisBatchRows` at a time; the session's, not to be disposed of. */
  network(): Promise<Network>;
  /** What the network makes of a single row of other words, [words, D]. */
  reconstructRow(vectors: Float32Array, batch: Batch): Promise<Reconstruction>;
  /** A network for other words, [words, D], and batches of up to `maxRows`; the caller disposes of it. */
  networkFor(vectors: Float32Array, maxRows: number): Promise<Network>;
  /** What `make` gives, made once in the session's life. */
  once<T>(key: string, make: () => Promise<T>): Promise<T>;
}

let last: { key: string; session: Promise<RunSession>; close(): void } | undefined;

/**
 * The session of a complete run: the last one as long as the run asked for, and its files, stay the same. Throws a
 * UserError for a run that is not complete or is damaged.
 */
export async function sessionOf(runFolder: string): Promise<RunSession> {
  const key = `${path.resolve(runFolder)} ${await stateOfRun(runFolder)}`;
  if (last?.key !== key) {
    last?.close();
    const kept = new Map<string, Promise<unknown>>();
    const session = openSession(runFolder, kept);
    const close = (): void => {
      for (const key of ['network', 'rowNetwork'])
        void kept.get(key)?.then(
          (network) => (network as Network).dispose(),
          () => undefined,
        );
    };
    last = { key, session, close };
    // What could not be opened is tried again the next time.
    session.catch(() => (last = undefined));
  }
  return last.session;
}

async function openSession(runFolder: string, kept: Map<string, Promise<unknown>>): Promise<RunSession> {
  const run = await openCompleteRun(runFolder);
  const vocabulary = await run.vocabulary();
  const vectors = await readVectors(run);
  const once = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const known = (kept.get(key) as Promise<T> | undefined) ?? make();
    kept.set(key, known);
    known.catch(() => kept.delete(key));
    return known;
  };
  const engine = (): Promise<Engine> => once('engine', () => createWasmEngine());
  const parameters = (): Promise<TensorMap> => once('parameters', () => run.parameters());
  const networkFor = async (other: Float32Array, maxRows: number): Promise<Network> =>
    (await engine()).createNetwork({
      specification: run.config.specification,
      vectors: other,
      parameters: await parameters(),
      maxRows,
      maxSteps: run.config.chunkSettings.window,
    });
  let turn: Promise<unknown> = Promise.resolve();
  const chunks = (): Promise<StoredChunk[]> => once('chunks', () => run.chunks());
  const embeddedChunks = (): Promise<EmbeddedChunks> =>
    once('embeddedChunks', async () => embeddedChunksOf(run, await chunks(), vectors));
  return {
    run,
    vocabulary,
    vectors,
    words: createVectorSource(run, vocabulary, vectors),
    once,
    chunks,
    embeddedChunks,
    table: () =>
      once('table', async () => {
        await preparePassages(runFolder);
        const table = await passagesOfRun(run);
        if (!table) throw new UserError(`The passages of ${runFolder} cannot be read. Train again.`);
        return table;
      }),
    bottleneck: () => once('bottleneck', async () => (await run.bottleneck()).vectors),
    meanVector: () =>
      once('meanVector', async () => {
        const train = trainingRows((await chunks()).map(({ split }) => split));
        return meanWordVector(await embeddedChunks(), train);
      }),
    network: () => once('network', () => networkOfRun(run, vectors)),
    // One network is kept for all texts: to make one takes longer than to read a text. Its words are those of the text that
    // is read, so the texts are read one after the other.
    reconstructRow: (other, batch) => {
      const read = async (): Promise<Reconstruction> => {
        const network = await once('rowNetwork', () => networkFor(other, 1));
        network.setVectors(other);
        return network.reconstruct(batch);
      };
      const result = turn.then(read, read);
      turn = result;
      return result;
    },
    networkFor,
  };
}
