/**
 * `npm run test:e2e`: the packaged extension in a real VS Code. The Mocha suite inside the extension host, and every
 * scenario of test/e2e/ui at the workbench, two at a time but for one that measures.
 * `npm run test:e2e -- NAME …` runs only those named.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { serverNode } from '../paths.ts';
import { ensureVSCodeServer } from '../setup.ts';
import { ensureChromium } from '../system-packages.ts';
import { bundleSuite } from './bundle-suite.ts';
import { scenarioNames } from './scenario.ts';
import { addCounts, writeCounts, type TestCounts } from './test-counts.ts';

const atOnce = 2;
/** What it prints of the map's speed would be that of a busy machine. */
const alone = ['english-corpus'];
const known = ['suite', ...scenarioNames];
const chosen = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new RangeError(`No such test: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

await ensureVSCodeServer();
ensureChromium();
await bundleSuite();

let counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
const again: string[] = [];
const waiting = chosen.filter((name) => !alone.includes(name));
await Promise.all(Array.from({ length: atOnce }, runWaiting));
waiting.push(...chosen.filter((name) => alone.includes(name)));
await runWaiting();
// In CI, on machines of any pace, what fails is run once more, and alone; what failed first stays in the log.
for (const name of again) {
  console.log(`\n${name} failed, and is run once more.`);
  counts = addCounts(counts, await run(name));
}
writeCounts(counts);
process.exit(counts.failed > 0 ? 1 : 0);

async function runWaiting(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const found = await run(name);
    if (found.failed > 0 && process.env.CI) again.push(name);
    else counts = addCounts(counts, found);
  }
}

/** Runs one in a process of its own. What one of several says is printed when it ends, so that two do not talk at once. */
async function run(name: string): Promise<TestCounts> {
  const began = performance.now();
  const child = fork(path.join(import.meta.dirname, 'run-one.ts'), [name], {
    silent: chosen.length > 1,
    // It has the faster kernels, by which a scenario trains the run that it begins with.
    execPath: serverNode,
  });
  running.add(child);
  let found: TestCounts | undefined;
  child.on('message', (message) => (found = message as TestCounts));
  const ended = once(child, 'close');
  const [said, complaints] = await Promise.all(
    [child.stdout, child.stderr].map(async (stream) => stream && text(stream)),
  );
  await ended;
  running.delete(child);
  if (said) process.stdout.write(said);
  if (complaints) process.stderr.write(complaints);
  console.log(`  ${name}: ${Math.round((performance.now() - began) / 1000)} s\n`);
  if (found) return found;
  console.error(`${name} ended before it had counted its tests.`);
  return { passed: 0, failed: 1, skipped: 0 };
}
