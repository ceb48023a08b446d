import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProcessEngine } from '../../protocol/engine-choices.ts';

/** A package that an engine needs, in the version that it was written for. */
export interface EnginePackage {
  name: string;
  version: string;
}

export const cudaPackage: EnginePackage = { name: '@tensorflow/tfjs-node-gpu', version: '4.22.0' };
export const webGpuPackage: EnginePackage = { name: 'webgpu', version: '0.6.2' };

const packages: Partial<Record<ProcessEngine, EnginePackage>> = { cuda: cudaPackage, webgpu: webGpuPackage };

/** Where an engine's package lies: in the `node_modules` of `folder`. */
export interface FoundEngine {
  engine: ProcessEngine;
  /** '' for what comes with the program. */
  folder: string;
  version: string;
}

/** The first of the folders that has the package of an engine; undefined where none has. Nothing is run. */
export function findEngine(engine: ProcessEngine, folders: readonly string[]): FoundEngine | undefined {
  const wanted = packages[engine];
  if (!wanted) return { engine, folder: '', version: '' };
  for (const folder of folders) {
    const version = versionIn(path.join(folder, 'node_modules', wanted.name, 'package.json'));
    if (version !== undefined) return { engine, folder, version };
  }
  return undefined;
}

function versionIn(manifest: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
