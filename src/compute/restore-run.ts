import { analysisBatchRows } from '../analysis/encode.ts';
import type { EmbeddedChunks } from '../analysis/embedded-chunks.ts';
import { UserError } from '../corpus/user-error.ts';
import type { Network } from '../engine/engine.ts';
import { createWasmEngine } from '../engine/wasm/wasm-engine.ts';
import { openRun, type Run } from '../runs/read-run.ts';
import type { StoredChunk } from '../runs/stored-chunk.ts';

/** Opens a run whose training is complete. Throws a UserError for any other, and for a damaged one. */
export async function openCompleteRun(folder: string): Promise<Run> {
  const run = await openRun(folder);
  if (run.config.status !== 'complete')
    throw new UserError(
      `The training of ${folder} is not complete, so there is nothing to look at yet. Wait for it, or resume it.`,
    );
  return run;
}

/** The run's network with its kept weights, for reading chunks with these word vectors. */
export async function networkOfRun(run: Run, vectors: Float32Array): Promise<Network> {
  const engine = await createWasmEngine();
  return engine.createNetwork({
    specification: run.config.specification,
    vectors,
    parameters: await run.parameters(),
    maxRows: analysisBatchRows,
    maxSteps: run.config.chunkSettings.window,
  });
}

/** A run's own chunks as its network reads them. */
export function embeddedChunksOf(run: Run, chunks: readonly StoredChunk[], vectors: Float32Array): EmbeddedChunks {
  const { window } = run.config.chunkSettings;
  const tokens = new Int32Array(chunks.length * window);
  chunks.forEach((chunk, row) => tokens.set(chunk.tokens.slice(0, window), row * window));
  const lengths = Int32Array.from(chunks, (chunk) => Math.min(chunk.tokens.length, window));
  return { window, tokens, lengths, vectors, dimension: run.config.vectors.dimension };
}
