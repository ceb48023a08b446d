// npm run parity -- FILE…: every engine against PyTorch's numbers; without files, against all of test/fixtures.
import fs from 'node:fs';
import path from 'node:path';
import { compareFixture, readFixture } from './compare-fixture.ts';
import { engines } from './engines.ts';

const fixtures = path.join(import.meta.dirname, '../fixtures');
const named = process.argv.slice(2);
const files = named.length
  ? named
  : fs
      .readdirSync(fixtures)
      .filter((name) => name.endsWith('.safetensors'))
      .map((name) => path.join(fixtures, name));
let passed = 0;
let failed = 0;

for (const file of files) {
  for (const { name: engineName, runsHere, create } of engines) {
    if (!runsHere) {
      console.log(`\n${path.basename(file)}: ${engineName} does not run on Node ${process.versions.node}`);
      continue;
    }
    const engine = await create();
    console.log(`\n${path.basename(file)}, ${engine.description}, Node ${process.versions.node}`);
    try {
      for (const { name, error, tolerance, measure } of await compareFixture(
        engine,
        readFixture(fs.readFileSync(file)),
      )) {
        const good = error <= tolerance;
        if (good) passed++;
        else failed++;
        console.log(
          `  ${good ? 'ok  ' : 'FAIL'} ${error.toExponential(1)} (to ${tolerance.toExponential(0)}, ${measure})  ${name}`,
        );
      }
    } catch (error) {
      failed++;
      console.log(`  FAIL ${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
