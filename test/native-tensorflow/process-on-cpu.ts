// An engine process as the product's own, but that TensorFlow's library for CPUs passes for one that has found a GPU.
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadCuda } from '../../src/compute/engines/load-cuda.ts';
import { serveEngine, type LoadEngine } from '../../src/compute/engines/serve-engine.ts';
import type { TensorFlow } from '../../src/engine/tfjs/tensorflow.ts';

const load: LoadEngine = async ({ folder }) => {
  await loadCuda(folder).catch(() => undefined);
  const loaded = createRequire(path.join(folder, 'package.json'))('@tensorflow/tfjs-node-gpu') as TensorFlow;
  Object.assign(loaded.backend(), { isUsingGpuDevice: true });
  return loadCuda(folder);
};

process.on(
  'message',
  serveEngine(load, (message) => process.send?.(message)),
);
process.on('disconnect', () => process.exit(0));
