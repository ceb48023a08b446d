import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import path from 'node:path';
import { loadWebGpu } from '../../../src/compute/engines/load-webgpu.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { createTfjsEngine } from '../../../src/engine/tfjs/tfjs-engine.ts';
import { createWasmEngine } from '../../../src/engine/wasm/wasm-engine.ts';

/** What the cases have to compute with. */
export interface OpenedAdapter {
  /** The engine as it is loaded for a person, but that software may pass for a GPU. */
  engine: Engine;
  /** The same without the fused scan. */
  composite: Engine;
  /** What the others are held against. */
  wasm: Engine;
  backend: WebGPUBackend;
  /** Losses that were told: a refused command throws nowhere, and what it should have computed stays zero. */
  losses: string[];
  /** Dispatches so far, and those of them that are a fused scan. */
  dispatched: { all: number; scans: number };
}

export async function openAdapter(): Promise<OpenedAdapter> {
  tf.enableProdMode();
  const losses: string[] = [];
  const { engine } = await loadWebGpu(path.resolve(import.meta.dirname, '../../..'), {
    software: true,
    onLoss: (loss, message) => losses.push(`${loss}: ${message}`),
  });
  // Left to itself TensorFlow.js multiplies tiny matrices by a program that gives each number a workgroup: 20 ms a
  // product in software. Of the others this one is compiled the quickest.
  const smallOutputSize = 2;
  tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', smallOutputSize);
  const composite = createTfjsEngine(tf, { name: 'webgpu', description: 'composite' });
  const backend = tf.backend() as WebGPUBackend;
  const dispatched = countDispatches(backend);
  return { engine, composite, wasm: await createWasmEngine(), backend, losses, dispatched };
}

function countDispatches(backend: WebGPUBackend): OpenedAdapter['dispatched'] {
  const counted = { all: 0, scans: 0 };
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (program, ...rest) => {
    counted.all++;
    if (program.shaderKey.startsWith('scan ')) counted.scans++;
    return run(program, ...rest);
  };
  return counted;
}
