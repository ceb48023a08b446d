import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineLoss } from '../../engine/engine-lost.ts';
import { createTfjsEngine } from '../../engine/tfjs/tfjs-engine.ts';
import { boundFreeBuffers } from '../../engine/tfjs/webgpu/bound-free-buffers.ts';
import { uploadByQueue } from '../../engine/tfjs/webgpu/upload-by-queue.ts';
import { webGpuScan } from '../../engine/tfjs/webgpu/webgpu-scan.ts';
import { findEngine, webGpuPackage } from './engine-packages.ts';
import { EngineUnusable } from './engine-unusable.ts';
import type { LoadedEngine } from './serve-engine.ts';

/** Of the package `webgpu`, which is Dawn. */
interface Dawn {
  create(options: string[]): GPU;
  globals: object;
}

interface Options {
  /** Whether a software adapter may pass for a GPU. */
  software: boolean;
  onLoss(loss: EngineLoss, message: string): void;
}

/** TensorFlow.js on any GPU, through the package of `folder`'s `node_modules`. Throws an EngineUnusable. */
export async function loadWebGpu(folder: string, options: Options): Promise<LoadedEngine> {
  const found = findEngine('webgpu', [folder]);
  if (!found) throw new EngineUnusable('package missing');
  const gpu = await openDawn(folder);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new EngineUnusable('adapter missing');
  const { info } = adapter;
  const name = nameOf(info);
  if (info.isFallbackAdapter && !options.software) throw new EngineUnusable('software adapter', name);
  const device = await requestDevice(adapter);
  watchDevice(device, options.onLoss);

  const tf = await import('@tensorflow/tfjs-core');
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  // Its constructor looks for the GPU there, as in a browser.
  shareWithNavigator(gpu);
  const backend = new WebGPUBackend(device, info);
  boundFreeBuffers(backend);
  uploadByQueue(backend);
  tf.registerBackend('webgpu', () => backend, 3);
  const chosen = await tf.setBackend('webgpu');
  await tf.ready();
  // TensorFlow.js falls back to another backend in silence.
  if (!chosen || tf.getBackend() !== 'webgpu')
    throw new EngineUnusable('crashed', `TensorFlow.js chose the backend ${tf.getBackend()}`);
  const engine = createTfjsEngine(tf, { name: 'webgpu', description: `WebGPU, ${name}`, scan: webGpuScan });
  return { engine, adapter: name, version: found.version };
}

/** The GPU and, as Dawn has it in the description, its driver: "nvidia-geforce-rtx-4060 (NVIDIA: 580.159.04)". */
function nameOf({ device, vendor, description }: GPUAdapterInfo): string {
  const gpu = device || vendor;
  if (gpu && description) return `${gpu} (${description})`;
  return gpu || description || 'unnamed adapter';
}

async function openDawn(folder: string): Promise<GPU> {
  const require = createRequire(path.join(folder, 'package.json'));
  try {
    const { create, globals } = (await import(pathToFileURL(require.resolve(webGpuPackage.name)).href)) as Dawn;
    Object.assign(globalThis, globals);
    return create([]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The package holds a binding for each platform that it knows.
    throw new EngineUnusable(
      /dawn\.node|DLOPEN|Cannot find module/i.test(message) ? 'binding missing' : 'crashed',
      message,
    );
  }
}

/** With the limits and features that TensorFlow.js itself asks for. */
async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits, features } = adapter;
  const wanted = [
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
    'maxBufferSize',
    'maxComputeWorkgroupSizeX',
    'maxComputeInvocationsPerWorkgroup',
  ] as const;
  return adapter.requestDevice({
    requiredFeatures: features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: Object.fromEntries(wanted.map((limit) => [limit, limits[limit]])),
  });
}

/** Neither a lost device nor a refused command throws: both are only told here. */
function watchDevice(device: GPUDevice, onLoss: Options['onLoss']): void {
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') onLoss('device lost', message);
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    const outOfMemory = error.constructor.name === 'GPUOutOfMemoryError';
    onLoss(outOfMemory ? 'out of memory' : 'validation', error.message);
  });
}

function shareWithNavigator(gpu: GPU): void {
  const known = (globalThis as { navigator?: object }).navigator;
  if (known) Object.defineProperty(known, 'gpu', { value: gpu, configurable: true });
  else Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
}
