import type { Engine } from '../engine.ts';
import { instantiateKernels, supportsVariant, type KernelVariant } from './kernels.ts';
import { createWasmNetwork } from './network.ts';

/** The default engine: fused SIMD kernels in WebAssembly, on every platform and without a native module. */
export async function createWasmEngine(
  options: { variant?: KernelVariant | 'auto'; threads?: number } = {},
): Promise<Engine> {
  const choice = options.variant ?? 'auto';
  const variant = choice === 'auto' ? (supportsVariant('relaxed') ? 'relaxed' : 'plain') : choice;
  return {
    name: 'wasm',
    description: `wasm ${variant === 'relaxed' ? 'relaxed-simd' : 'simd'}`,
    threads: 1,
    async createNetwork(network) {
      const { kernels, memory } = await instantiateKernels(variant);
      return createWasmNetwork(kernels, memory, network);
    },
  };
}
