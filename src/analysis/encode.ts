import type { Network } from '../engine/engine.ts';
import { batchOfChunks, type EmbeddedChunks } from './embedded-chunks.ts';
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
