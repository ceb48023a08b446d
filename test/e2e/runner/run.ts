/**
 * `npm run test:e2e`: the packaged extension in a real VS Code. First the Mocha suite inside the extension host, then
 * every scenario of test/e2e/ui at the workbench. `npm run test:e2e -- NAME …` runs only those named.
 */
import { ensureVSCodeServer } from '../setup.ts';
import { ensureChromium } from '../system-packages.ts';
import { bundleSuite } from './bundle-suite.ts';
import { runSuite } from './run-suite.ts';
import { runScenario, scenarioNames } from './scenario.ts';
import { addCounts, writeCounts, type TestCounts } from './test-counts.ts';

const known = ['suite', ...scenarioNames];
const chosen = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new RangeError(`No such test: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);

// Servers and temporary folders go as the process exits; a signal alone would not let them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

ensureVSCodeServer();
ensureChromium();
await bundleSuite();

let counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
for (const name of chosen) {
  counts = addCounts(counts, await runPatiently(name, name === 'suite' ? runSuite : () => runScenario(name)));
}
writeCounts(counts);
process.exit(counts.failed > 0 ? 1 : 0);

/** In CI, on machines of any pace, what fails is run once more; what failed first stays in the log. */
async function runPatiently(name: string, run: () => Promise<TestCounts>): Promise<TestCounts> {
  const first = await run();
  if (first.failed === 0 || !process.env.CI) return first;
  console.log(`\n${name} failed, and is run once more.`);
  return run();
}
