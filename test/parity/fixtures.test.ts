import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelVariants, supportsVariant } from '../../src/engine/wasm/kernels.ts';
import { createWasmEngine } from '../../src/engine/wasm/wasm-engine.ts';
import { compareFixture, readFixture } from './compare-fixture.ts';

const folder = path.join(import.meta.dirname, '../fixtures');
const fixtures = fs.readdirSync(folder).filter((name) => name.endsWith('.safetensors'));

for (const variant of kernelVariants)
  describe.skipIf(!supportsVariant(variant))(`the wasm engine, ${variant} build`, () => {
    it.each(fixtures)('matches PyTorch on %s', async (name) => {
      const fixture = readFixture(fs.readFileSync(path.join(folder, name)));
      const comparisons = await compareFixture(await createWasmEngine({ variant }), fixture);
      expect(comparisons.length).toBeGreaterThan(40);
      expect(comparisons.filter(({ error, tolerance }) => !(error <= tolerance))).toEqual([]);
    });
  });
