import { createTfjsEngine } from '../../engine/tfjs/tfjs-engine.ts';
import { EngineUnusable } from './engine-unusable.ts';
import type { LoadedEngine } from './serve-engine.ts';

/** TensorFlow.js in plain JavaScript: it runs anywhere, slowly. */
export async function loadCpu(): Promise<LoadedEngine> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  await tf.ready();
  if (tf.getBackend() !== 'cpu') throw new EngineUnusable('crashed', `TensorFlow.js chose ${tf.getBackend()}`);
  const version = tf.version_core;
  const engine = createTfjsEngine(tf, { name: 'cpu', description: `TensorFlow.js ${version} in plain JavaScript` });
  return { engine, adapter: '', version };
}
