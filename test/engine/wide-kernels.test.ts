import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bestVariant, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { bundleChild } from '../runs/children/bundle-child.ts';
import { temporaryFolder } from '../runs/sample-run.ts';
import { differences, recipes, resultsOf } from './recipes.ts';

const dist = path.resolve(import.meta.dirname, '../../dist');

/** Linux says what the processor has; elsewhere nobody is asked. */
const hasAvx2 = existsSync('/proc/cpuinfo') && / avx2 /.test(readFileSync('/proc/cpuinfo', 'utf8'));
const pairsVectors = process.arch === 'x64' && Number.parseFloat(process.versions.v8) >= 13.6;

describe.skipIf(!supportsVariant('wide'))('the kernels for vectors of 256 bits', () => {
  it.each(recipes)('compute what the relaxed ones do, to the bit: $name', async (recipe) => {
    for (const threads of [1, 3]) {
      const relaxed = await resultsOf(recipe, await createWasmEngine({ variant: 'relaxed', threads }));
      const wide = await resultsOf(recipe, await createWasmEngine({ variant: 'wide', threads }));
      expect(differences(relaxed, wide)).toEqual([]);
    }
  });

  it('leave V8 as it was: what is compiled afterwards begins in its baseline compiler', async () => {
    const place = temporaryFolder();
    try {
      const script = await bundleChild(path.join(import.meta.dirname, 'children/compile-after-wide.ts'), place.folder);
      const kernels = ['wide', 'plain'].map((variant) => path.join(dist, `kernels.${variant}.wasm`));
      const run = (...files: string[]) =>
        promisify(execFile)(process.execPath, ['--allow-natives-syntax', script, ...files]);
      expect((await run(...kernels)).stdout).toBe('wide is baseline: false, plain is baseline: true');
    } finally {
      place.remove();
    }
  });

  it.skipIf(!pairsVectors || !hasAvx2)('are taken where V8 and the processor have them', async () => {
    expect(await bestVariant()).toBe('wide');
    expect((await createWasmEngine()).description).toBe('wasm relaxed-simd 256-bit');
  });
});

describe.skipIf(!supportsVariant('relaxed') || !pairsVectors)('a check of the wide kernels', () => {
  let place: ReturnType<typeof temporaryFolder>;
  beforeAll(() => void (place = temporaryFolder()));
  afterAll(() => place.remove());

  it.each([
    ['that says they help', 'console.log(JSON.stringify({ same: true, faster: 1.9 }))', 'wide'],
    ['that finds them slower', 'console.log(JSON.stringify({ same: true, faster: 0.7 }))', 'relaxed'],
    ['that finds them to compute something else', 'console.log(JSON.stringify({ same: false, faster: 2 }))', 'relaxed'],
    ['that says nothing to be understood', 'console.log("Error: unrecognized flag")', 'relaxed'],
    ['that fails', 'process.exit(1)', 'relaxed'],
    ['that takes its process with it', 'process.abort()', 'relaxed'],
    ['that never ends', 'setInterval(() => {}, 1000)', 'relaxed'],
    ['that is missing', undefined, 'relaxed'],
  ])('%s', async (name, check, expected) => {
    const folder = path.join(place.folder, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    const script = await bundleChild(path.join(import.meta.dirname, 'children/say-best-variant.ts'), folder);
    for (const variant of ['plain', 'relaxed', 'wide'])
      copyFileSync(path.join(dist, `kernels.${variant}.wasm`), path.join(folder, `kernels.${variant}.wasm`));
    if (check !== undefined) writeFileSync(path.join(folder, 'check-wide-kernels.mjs'), check);
    const { stdout } = await promisify(execFile)(process.execPath, [script]);
    expect(stdout).toBe(expected);
  });
});
