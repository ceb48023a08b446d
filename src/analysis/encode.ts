import type { Network } from '../engine/engine.ts';
import { batchOfChunks, type EmbeddedChunks } from './embedded-chunks.ts';
import { createReconstructionTally } from './reconstruction-tally.ts';
import { yieldToEvents } from './yield-to-events.ts';

/** The most rows `encodeChunks` and `evaluateHeldOut` ask a network for at once. */
export const analysisBatchRows = 64;

/** Bottleneck vectors of all chunks by the network in evaluation mode, [chunks, Z]. */
export async function encodeChunks(
  network: Network,
  chunks: EmbeddedChunks,
  options: { signal?: AbortSignal; onProgress?(done: number, total: number): void } = {},
): Promise<Float32Array> {
  const total = chunks.lengths.length;
  const size = network.specification.bottleneckSize;
  const vectors = new Float32Array(total * size);
  for (let from = 0; from < total; from += analysisBatchRows) {
    const to = Math.min(from + analysisBatchRows, total);
    const indices = Int32Array.from({ length: to - from }, (_, i) => from + i);
    const { bottleneck } = await network.evaluate(batchOfChunks(chunks, indices));
    vectors.set(bottleneck, from * size);
    options.onProgress?.(to, total);
    await yieldToEvents(options.signal);
  }
  return vectors;
}

/** How well each chunk is given back, [chunks]: mean over its tokens of cosine similarity and squared error. */
export interface ChunkErrors {
  cosine: Float32Array;
  mse: Float32Array;
}

/** As `encodeChunks`, with how well the decoder gives each chunk back. */
export async function measureChunks(
  network: Network,
  chunks: EmbeddedChunks,
  options: { signal?: AbortSignal; onProgress?(done: number, total: number): void } = {},
): Promise<ChunkErrors & { bottleneck: Float32Array }> {
  const total = chunks.lengths.length;
  const size = network.specification.bottleneckSize;
  const vectors = new Float32Array(total * size);
  const tally = createReconstructionTally(chunks);
  for (let from = 0; from < total; from += analysisBatchRows) {
    const to = Math.min(from + analysisBatchRows, total);
    const indices = Int32Array.from({ length: to - from }, (_, i) => from + i);
    const { bottleneck, reconstruction } = await network.reconstruct(batchOfChunks(chunks, indices));
    vectors.set(bottleneck, from * size);
    indices.forEach((chunk, row) => tally.add(chunk, reconstruction, row * chunks.window * chunks.dimension));
    options.onProgress?.(to, total);
    await yieldToEvents(options.signal);
  }
  const perChunk = tally.perChunk();
  return {
    bottleneck: vectors,
    cosine: Float32Array.from(perChunk, ({ cosine }) => cosine),
    mse: Float32Array.from(perChunk, ({ mse }) => mse),
  };
}
