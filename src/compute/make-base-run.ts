import { analysisBatchRows, measureChunks } from '../analysis/encode.ts';
import { buildChunks, defaultChunkSettings } from '../corpus/chunks.ts';
import { readCorpus } from '../corpus/read-corpus.ts';
import { UserError } from '../corpus/user-error.ts';
import { loadVectors } from '../embeddings/load-vectors.ts';
import { createWasmEngine } from '../engine/wasm/wasm-engine.ts';
import { readBaseModel, type BaseModelConfig } from '../runs/base-model.ts';
import { basePreset } from '../runs/base-run.ts';
import { deleteRun } from '../runs/delete-run.ts';
import { listRuns } from '../runs/read-run.ts';
import type { RunSummary } from '../runs/run-summary.ts';
import { createRun } from '../runs/write-run.ts';
import { baseModelFolder } from './base-model-folder.ts';
import { corpusFacts, type PreparedCorpus } from './prepare-corpus.ts';
import { productVersion } from './product-version.ts';
import { writeVectors } from './run-vectors.ts';
import { writeReading } from './write-reading.ts';

interface MakeOptions {
  signal?: AbortSignal;
  /** Chunks read. */
  onProgress?(done: number, total: number): void;
  /** Folder of the base model: the installation's without it. */
  baseModel?: string;
}

/**
 * A run of no epoch: what the base model, as it came, makes of a folder of poems. It is made anew only where the poems,
 * the base model or the program have changed since, and then takes the place of the others in `runsFolder`, which is
 * for nothing else. Returns the run's folder. Throws a UserError when there are no poems or no base model to be read.
 */
export async function makeBaseRun(folder: string, runsFolder: string, options: MakeOptions = {}): Promise<string> {
  const { signal, onProgress } = options;
  const { config: base, parameters } = await readBaseModel(options.baseModel ?? baseModelFolder());
  const corpus = await readCorpus(folder, signal ? { signal } : {});
  const known = await listRuns(runsFolder);
  const same = known.find((run) => isOf(run, corpus.fingerprint, base));
  if (same) return same.folder;

  const chunkSet = buildChunks(corpus, defaultChunkSettings);
  if (chunkSet.chunks.length === 0)
    throw new UserError(`The poems in ${folder} are too short to be read. Add longer ones.`);
  const every = corpus.poems.map(({ index }) => index);
  const prepared: PreparedCorpus = { corpus, chunkSet, split: { train: [], validation: [], test: every } };
  const { source, dimension } = base.vectors;
  const { vectors, report } = await loadVectors(corpus.vocabulary, { source, dimension, ...(signal && { signal }) });
  const engine = await createWasmEngine();
  const network = await engine.createNetwork({
    specification: base.specification,
    vectors,
    parameters,
    maxRows: analysisBatchRows,
    maxSteps: chunkSet.window,
  });
  try {
    const reading = await measureChunks(
      network,
      { ...chunkSet, vectors, dimension },
      { ...(signal && { signal }), ...(onProgress && { onProgress }) },
    );
    const writer = await createRun(runsFolder, {
      name: 'Base model, not trained on these poems',
      preset: basePreset,
      corpus: corpusFacts(corpus, chunkSet),
      chunkSettings: defaultChunkSettings,
      split: { ratios: [0, 0, 1], seed: 0 },
      vectors: { source, dimension, report },
      startedFrom: { base: base.sha256 },
      specification: base.specification,
      training: base.training.settings,
      engine: { name: engine.name, description: engine.description, threads: engine.threads },
      versions: { extension: productVersion(), node: process.versions.node },
    });
    try {
      await writeVectors(writer, vectors, dimension);
      await writer.writeModel(await network.parameters());
      await writeReading(writer, prepared, reading);
      await writer.finish('complete', untrained);
      await writer.updateLatest();
    } finally {
      await writer.close();
    }
    for (const old of known) await removeIfFree(old);
    return writer.folder;
  } finally {
    network.dispose();
  }
}

const untrained = { epochs: 0, bestEpoch: 0, keptEpoch: 0, trainLoss: null, valLoss: null, seconds: 0 };

/** Whether a run is what this base model makes of these poems. Another version may cut poems in another way. */
function isOf({ status, config }: RunSummary, fingerprint: string, base: BaseModelConfig): boolean {
  if (status !== 'complete' || !config?.startedFrom || !('base' in config.startedFrom)) return false;
  const sameProgram = config.versions.extension === productVersion();
  return config.corpus.fingerprint === fingerprint && config.startedFrom.base === base.sha256 && sameProgram;
}

/** Another window may be writing it; it is removed the next time. */
async function removeIfFree({ folder }: RunSummary): Promise<void> {
  try {
    await deleteRun(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}
