import type { Engine } from '../engine.ts';
import { registerGradients } from './gradients.ts';
import { createTfjsNetwork } from './network.ts';
import type { TensorFlow } from './tensorflow.ts';

/**
 * An engine on TensorFlow.js, whichever backend the instance that is handed in computes with: `name` and `description`
 * are those of `Engine`. The backend must be ready; networks made here compute on it as long as they live.
 */
export function createTfjsEngine(
  tf: TensorFlow,
  { name, description, threads = 1 }: { name: string; description: string; threads?: number },
): Engine {
  registerGradients(tf);
  return { name, description, threads, createNetwork: async (network) => createTfjsNetwork(tf, network) };
}
