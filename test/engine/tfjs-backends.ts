import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Engine } from '../../src/engine/engine.ts';
import { createTfjsEngine } from '../../src/engine/tfjs/tfjs-engine.ts';

// Without its advice to install another package.
tf.enableProdMode();

export const tfjsBackends = ['cpu', 'wasm'] as const;
export type TfjsBackend = (typeof tfjsBackends)[number];

/** An engine on a backend of TensorFlow.js that every machine has; the last one asked for is the one that computes. */
export async function createBackendEngine(backend: TfjsBackend): Promise<Engine> {
  setThreadsCount(1);
  setWasmPaths(`${path.join(import.meta.dirname, '../../node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend} here`);
  await tf.ready();
  return createTfjsEngine(tf, { name: backend, description: `TensorFlow.js ${backend}` });
}

/** Tensors that are alive. */
export function tensorsAlive(): number {
  return tf.memory().numTensors;
}
