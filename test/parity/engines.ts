import type { Engine } from '../../src/engine/engine.ts';
import { kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { createBackendEngine, tfjsBackends } from '../engine/tfjs-backends.ts';

/** Every engine that needs neither a GPU nor a package to install, to be held against PyTorch. */
export const engines: readonly { name: string; runsHere: boolean; create(): Promise<Engine> }[] = [
  ...kernelVariants.map((variant) => ({
    name: `the wasm engine, ${variant} build`,
    runsHere: supportsVariant(variant),
    create: () => createWasmEngine({ variant }),
  })),
  ...tfjsBackends.map((backend) => ({
    name: `TensorFlow.js on its ${backend} backend`,
    runsHere: true,
    create: () => createBackendEngine(backend),
  })),
];
