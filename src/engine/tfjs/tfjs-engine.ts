import type { Engine } from '../engine.ts';
import { registerGradients } from './gradients.ts';
import { createTfjsNetwork } from './network.ts';
import { compositeScan, type Scan } from './scan.ts';
import type { TensorFlow } from './tensorflow.ts';

interface EngineSettings {
  name: string;
  description: string;
  threads?: number;
  scan?: Scan;
}

/**
 * An engine on TensorFlow.js, whichever backend the instance that is handed in computes with: `name` and `description`
 * are those of `Engine`. The backend must be ready; networks made here compute on it as long as they live. `scan` may
 * be one that the backend computes in fewer operations.
 */
export function createTfjsEngine(
  tf: TensorFlow,
  { name, description, threads = 1, scan = compositeScan }: EngineSettings,
): Engine {
  registerGradients(tf);
  return { name, description, threads, createNetwork: async (network) => createTfjsNetwork(tf, network, scan) };
}
