import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findChromium } from '../../e2e/system-packages.ts';

// WebGPU without a GPU: SwiftShader, a Vulkan driver that computes on the processor. It comes with Chromium.

/** What a process needs in its environment to find the driver; undefined where there is none. */
export const softwareAdapter = findSoftwareAdapter();

/** Set where the tests of WebGPU must not be left out: `npm test` does once it has installed a Chromium. */
const isRequired = process.env.WEBGPU_REQUIRED === '1';

/** Tests without an adapter are left out, but fail where they must not be. */
export const leftOut = softwareAdapter === undefined && !isRequired;

export const missingAdapter =
  'needs a software adapter: Debian’s package chromium brings one, or VK_ICD_FILENAMES names its description';

function findSoftwareAdapter(): Record<string, string> | undefined {
  const chromium = findChromium();
  // Debian's program is a script that calls the one in the second folder.
  const folders = [
    ...(chromium && existsSync(chromium) ? [path.dirname(realpathSync(chromium))] : []),
    '/usr/lib/chromium',
  ];
  const named = process.env.VK_ICD_FILENAMES;
  const files = named ? [named] : folders.map((folder) => path.join(folder, 'vk_swiftshader_icd.json'));
  const driver = files.find(existsSync);
  if (driver === undefined) return undefined;
  // Vulkan's own library lies beside the driver, and is looked for where the system keeps its libraries.
  const libraries = [path.dirname(driver), process.env.LD_LIBRARY_PATH].filter(Boolean).join(path.delimiter);
  return { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: libraries };
}
