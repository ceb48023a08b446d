import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Engine } from '../../src/engine/engine.ts';
import type { TensorFlow } from '../../src/engine/tfjs/tensorflow.ts';
import { createTfjsEngine } from '../../src/engine/tfjs/tfjs-engine.ts';

/** Where the package tfjs-node or tfjs-node-gpu is, with its native library, for those who have it. */
const nativePackage = process.env.TFJS_NODE;

/** Backends of TensorFlow.js that every machine has, or the native one alone where TFJS_NODE names its package. */
export const tfjsBackends: readonly string[] = nativePackage ? ['tensorflow'] : ['cpu', 'wasm'];

let tf: TensorFlow = core;

/** An engine on a backend; the last one asked for is the one that computes. */
export async function createBackendEngine(backend: string): Promise<Engine> {
  tf = backend === 'tensorflow' ? requireNative() : core;
  // Without its advice to install another package.
  tf.enableProdMode();
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

/** The shapes of all that is computed in a call. */
export async function shapesIn(call: () => Promise<unknown>): Promise<string[]> {
  // It wants a tensor of the call, which has none to give.
  const { kernels } = await tf.profile(async () => {
    await call();
    return tf.scalar(0);
  });
  return kernels.flatMap(({ name, outputShapes }) => outputShapes.map((shape) => `${name} [${shape.join(', ')}]`));
}

function requireNative(): TensorFlow {
  // Its JavaScript calls what Node 23 removed.
  const old = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value == null;
  return createRequire(import.meta.url)(path.resolve(nativePackage!)) as TensorFlow;
}
