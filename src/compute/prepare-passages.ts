import { measureChunks } from '../analysis/encode.ts';
import { defaultComparison } from '../analysis/passage-space.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import type { Poem } from '../corpus/types.ts';
import { UserError } from '../corpus/user-error.ts';
import type { Comparison, PassageTable } from '../passages/passage-table.ts';
import { passagesFile, passageTensors, readPassages } from '../passages/stored-passages.ts';
import type { Run } from '../runs/read-run.ts';
import { editRun } from '../runs/write-run.ts';
import { makePassages } from './make-passages.ts';
import { embeddedChunksOf, networkOfRun, openCompleteRun } from './restore-run.ts';
import { readVectors } from './run-vectors.ts';

interface PrepareOptions {
  /** As the run says, or the default, without it. */
  comparison?: Comparison;
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/**
 * Makes the passage table of a complete run, or makes it anew for another comparison. Throws a UserError when the run is
 * damaged or cannot be written.
 */
export async function preparePassages(runFolder: string, options: PrepareOptions = {}): Promise<Comparison> {
  const run = await openCompleteRun(runFolder);
  const old = await passagesOfRun(run);
  const comparison = options.comparison ?? old?.space ?? defaultComparison;
  const { measure, whitened } = comparison;
  if (old?.space.measure === measure && old.space.whitened === whitened) return { measure, whitened };
  const chunks = await run.chunks();
  const { vectors, size } = await run.bottleneck();
  const root = run.config.corpus.root;
  const content = makePassages(
    {
      chunks,
      bottleneck: vectors,
      size,
      // What was measured stays so whichever way passages are compared.
      errors: old ?? (await measureRun(run, options)),
      lineHashes: old?.lineHashes ?? (await lineHashesOfCorpus(run, options.signal)),
      run: run.folder,
      root,
    },
    { measure, whitened },
  );
  const writer = await editRun(runFolder);
  try {
    await writer.writeTensors(
      passagesFile,
      passageTensors({ ...content, ...(old && { rootFromRun: old.rootFromRun }) }),
    );
  } finally {
    await writer.close();
  }
  return { measure, whitened };
}

/** A run's passage table; undefined where it has none, or none that can be read. */
export async function passagesOfRun(run: Run): Promise<PassageTable | undefined> {
  if (!(await run.has(passagesFile))) return undefined;
  try {
    const { corpus, specification } = run.config;
    return readPassages(await run.tensors(passagesFile), corpus.chunks, specification.bottleneckSize);
  } catch {
    // It is made of the run's other files, so that it can be made again.
    return undefined;
  }
}

/** The line hashes of the documents that poems come from. */
export function lineHashesOfPoems(poems: readonly Poem[]): Map<string, Int32Array> {
  return new Map(poems.flatMap(({ file, lineHashes }) => (lineHashes ? [[file, lineHashes] as const] : [])));
}

async function measureRun(run: Run, { signal, onProgress }: PrepareOptions): ReturnType<typeof measureChunks> {
  const vectors = await readVectors(run);
  const network = await networkOfRun(run, vectors);
  try {
    const chunks = embeddedChunksOf(run, await run.chunks(), vectors);
    return await measureChunks(network, chunks, { ...(signal && { signal }), ...(onProgress && { onProgress }) });
  } finally {
    network.dispose();
  }
}

/** Of the poems as they are now, where they are those that were trained on. */
async function lineHashesOfCorpus(run: Run, signal?: AbortSignal): Promise<Map<string, Int32Array>> {
  const { root, fingerprint } = run.config.corpus;
  try {
    const corpus = await readCorpus(root, signal ? { signal } : {});
    return corpus.fingerprint === fingerprint ? lineHashesOfPoems(corpus.poems) : new Map();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return new Map();
  }
}
