import { loadCpu } from './load-cpu.ts';
import { loadCuda } from './load-cuda.ts';
import { loadWebGpu } from './load-webgpu.ts';
import type { LoadEngine } from './serve-engine.ts';

/** Loads one of the engines that run in a process of their own. */
export const loadEngine: LoadEngine = (open, onLoss) => {
  if (open.engine === 'cuda') return loadCuda(open.folder);
  return open.engine === 'webgpu' ? loadWebGpu(open.folder, { software: open.software, onLoss }) : loadCpu();
};
