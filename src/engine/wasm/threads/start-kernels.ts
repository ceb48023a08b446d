import type { KernelModuleFacts, Kernels } from '../kernels.ts';

/** An instance of the kernels in a memory that other threads may share; each thread has another number, from 0. */
export function startKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  thread: number,
): { kernels: Kernels; heapBase: number; threadLimit: number } {
  const abort = (): never => {
    throw new Error('a kernel of the wasm engine was called with arguments it cannot take');
  };
  const exports = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Kernels &
    KernelModuleFacts & { start(): void };
  exports.start();
  exports.setThread(thread);
  return { kernels: exports, heapBase: exports.heapBase(), threadLimit: exports.threadLimit() };
}
