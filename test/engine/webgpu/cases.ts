import type { OpenedAdapter } from './opened-adapter.ts';
import { brokenDeviceCases } from './broken-device-cases.ts';
import { networkCases } from './network-cases.ts';
import { scanCases } from './scan-cases.ts';

/** One thing that holds on WebGPU; throws where it does not. */
export interface WebGpuCase {
  name: string;
  run(adapter: OpenedAdapter): Promise<void>;
}

/** In their order: after the last one there is no device. */
export const cases: readonly WebGpuCase[] = [...scanCases, ...networkCases, ...brokenDeviceCases];
