import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareFixture, readFixture } from './compare-fixture.ts';
import { engines } from './engines.ts';

const folder = path.join(import.meta.dirname, '../fixtures');
const fixtures = fs.readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
for (const { name, runsHere, create } of engines)
  describe.skipIf(!runsHere)(name, () => {
    it.each(fixtures)('matches PyTorch on %s', async (file) => {
      const fixture = readFixture(fs.readFileSync(path.join(folder, file)));
      const comparisons = await compareFixture(await create(), fixture);
      expect(comparisons.length).toBeGreaterThan(40);
      expect(comparisons.filter(({ error, tolerance }) => !(error <= tolerance))).toEqual([]);
    });
  });
