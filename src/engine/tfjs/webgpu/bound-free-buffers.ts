import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** Of TensorFlow.js's own keeper of buffers, what is looked into here. */
interface BufferPool {
  /** By size and usage. */
  freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesUsed: number;
  numBytesAllocated: number;
  releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
}

/** Of the most bytes that were ever used at once, so many times as many may lie free. */
const freeAtMost = 2;

/**
 * Puts a bound on the buffers that TensorFlow.js's WebGPU backend keeps for later. By itself it keeps every one for ever,
 * for the next tensor of exactly that size; but batches differ in their words, so that a training would fill the memory
 * of any device. Those that were not used for the longest time go first.
 */
export function boundFreeBuffers(backend: WebGPUBackend): void {
  const pool = backend.bufferManager as unknown as BufferPool;
  const release = pool.releaseBuffer.bind(pool);
  let mostUsed = 0;
  const isTooMuch = (): boolean => pool.numBytesAllocated - pool.numBytesUsed > freeAtMost * mostUsed;

  pool.releaseBuffer = (buffer, reuse = true) => {
    mostUsed = Math.max(mostUsed, pool.numBytesUsed);
    const { freeBuffers } = pool;
    const key = `${buffer.size}_${buffer.usage}`;
    const alike = freeBuffers.get(key) ?? [];
    // To the end, as the one used last.
    freeBuffers.delete(key);
    freeBuffers.set(key, alike);
    release(buffer, reuse);
    if (!isTooMuch()) return;
    for (const [size, buffers] of freeBuffers) {
      while (buffers.length > 0 && isTooMuch()) {
        const oldest = buffers.pop()!;
        pool.numFreeBuffers--;
        pool.numBytesAllocated -= oldest.size;
        oldest.destroy();
      }
      if (buffers.length > 0) return;
      freeBuffers.delete(size);
    }
  };
}
