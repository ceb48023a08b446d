import type { Engine } from '../engine.ts';
import { bestVariant, instantiateKernels, type KernelVariant } from './kernels.ts';
import { defaultThreads, mostThreads, threadsAreTried } from './threads/default-threads.ts';
import { createWasmNetwork } from './network.ts';

const names: Record<KernelVariant, string> = { wide: 'relaxed-simd 256-bit', relaxed: 'relaxed-simd', plain: 'simd' };

/**
 * The default engine: fused SIMD kernels in WebAssembly, on every platform and without a native module. What it computes
 * does not depend on the number of threads: without one, training finds out how many of the processor's help.
 */
export async function createWasmEngine({
  variant: choice = 'auto',
  threads: wanted,
}: { variant?: KernelVariant | 'auto'; threads?: number } = {}): Promise<Engine> {
  const threads = Math.min(mostThreads, wanted ?? defaultThreads());
  const tuned = wanted === undefined && threadsAreTried();
  const variant = choice === 'auto' ? await bestVariant() : choice;
  return {
    name: 'wasm',
    description: `wasm ${names[variant]}`,
    threads,
    async createNetwork(network) {
      return createWasmNetwork(await instantiateKernels(variant, threads), network, tuned);
    },
  };
}
