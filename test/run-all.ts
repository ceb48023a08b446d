/**
 * `npm test`: everything that shows whether the extension works, stage by stage. What a stage prints goes to
 * out/test-logs; of one that fails its end is shown. The last line counts the tests of all stages.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot, serverNode } from './e2e/paths.ts';
import { addCounts, countsFile, type TestCounts } from './e2e/runner/test-counts.ts';
import { whyNoNative } from './native-tensorflow/paths.ts';

interface Stage {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Of the environment, what is not that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** A stage of tests says how many passed; any other counts only when it fails, as one failure. */
  readonly tests?: { readonly file: string; readonly read: (text: string) => TestCounts };
  /** Lines of what it prints that are said again, for what is in them. */
  readonly repeated?: RegExp;
  /** Names of stages without which this one would only repeat a failure. */
  readonly needs?: readonly string[];
  /** A file that a stage before leaves where this one cannot be run here, with the reason: that is no failure. */
  readonly unless?: string;
}

/** Stages one after the other. */
type Lane = readonly Stage[];

const logs = path.join(repositoryRoot, 'out/test-logs');
const tsx = path.join(repositoryRoot, 'node_modules/.bin/tsx');
const linesShown = 150;

/**
 * What may differ with the Node that the command line runs on: without relaxed SIMD its kernels are others. The rest of
 * these folders runs no differently there.
 */
const differingByNode = ['test/engine', 'test/parity', 'test/training', 'test/embeddings', 'test/corpus', 'test/cli'];
const runningNoDifferently = [
  'test/engine/tfjs-*.test.ts',
  'test/engine/webgpu/**',
  'test/parity/pytorch.test.ts',
  'test/parity/variants.test.ts',
  // Each of these reads odd texts by the ten thousand.
  'test/corpus/formats-fuzz.test.ts',
  'test/corpus/corpus-properties.test.ts',
  'test/embeddings/files/vector-fuzz.test.ts',
  'test/embeddings/text-parser-against-plain.test.ts',
];

/** Of the benchmark, the rows of the speed table. Memory, which no other program changes, is among the aims. */
const speedTable = [
  ...['training-step', 'curriculum', 'batch-preparation', 'read-corpus', 'read-glove', 'hover', 'encode-passage'],
  ...['activation', 'map', 't-sne', 'umap'],
];

/** What the checks need, and what times nothing: its lanes are run at once. */
const preparations: readonly Lane[] = [
  [
    { name: 'build', command: ['npm', 'run', 'build'] },
    { name: 'types', command: ['npm', 'run', 'typecheck'] },
    { name: 'lint', command: ['npm', 'run', 'lint'] },
  ],
  [
    { name: 'VS Code server', command: [tsx, 'test/e2e/setup.ts'] },
    {
      name: 'TensorFlow to compute with',
      command: [tsx, 'test/native-tensorflow/build.ts'],
      needs: ['VS Code server'],
    },
    { name: 'PyTorch to compare with', command: [tsx, 'test/bench/offer-torch.ts'] },
  ],
];

const checks: Lane = [
  {
    ...vitest("unit tests on VS Code's Node", serverNode),
    // The software adapter comes with the Chromium that the server's stage installs.
    env: { WEBGPU_REQUIRED: '1' },
    needs: ['VS Code server'],
  },
  vitest('kernels, reading and command line on this Node', process.execPath, differingByNode, runningNoDifferently),
  {
    ...vitest("TensorFlow's own library", serverNode, ['--config', 'test/native-tensorflow/vitest.config.ts']),
    needs: ['TensorFlow to compute with'],
    unless: whyNoNative,
  },
  {
    // Alone, since what is printed says how long trainings take.
    ...vitest('aims of the default', serverNode, ['--config', 'test/aims/vitest.config.ts']),
    repeated: /^= /,
    needs: ['VS Code server'],
  },
  { name: 'package', command: ['npm', 'run', 'package'], needs: ['build'] },
  {
    // Alone. It passes or fails nothing, and tells how it stands.
    name: 'speed table',
    command: [tsx, 'test/bench/run.ts', '--short', ...speedTable],
    repeated: /^ {2}(holds|MISSED|missing)/,
    needs: ['VS Code server', 'package'],
  },
  {
    name: 'in VS Code',
    command: [tsx, 'test/e2e/runner/run.ts'],
    tests: { file: countsFile, read: (text) => JSON.parse(text) as TestCounts },
    // The last row of the speed table: how fast the map is in a page.
    repeated: /frames a second$/,
    needs: ['VS Code server', 'package'],
  },
];

function vitest(name: string, node: string, which: readonly string[] = [], without: readonly string[] = []): Stage {
  const file = path.join(logs, `${slug(name)}.json`);
  const script = path.join(repositoryRoot, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const leftOut = without.flatMap((pattern) => ['--exclude', pattern]);
  return {
    name,
    command: [node, script, 'run', '--root', repositoryRoot, ...reporters, ...which, ...leftOut],
    tests: { file, read: readVitestReport },
  };
}

function readVitestReport(text: string): TestCounts {
  const report = JSON.parse(text) as Record<`num${'Passed' | 'Failed' | 'Pending' | 'Todo'}Tests`, number>;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

rmSync(logs, { recursive: true, force: true });
mkdirSync(logs, { recursive: true });
let total: TestCounts = { passed: 0, failed: 0, skipped: 0 };
const failed = new Set<string>();

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

await Promise.all(preparations.map(runLane));
await runLane(checks);
console.log(`\n${inWords(total)}`);
process.exit(failed.size > 0 ? 1 : 0);

async function runLane(lane: Lane): Promise<void> {
  for (const stage of lane) await runStage(stage);
}

async function runStage(stage: Stage): Promise<void> {
  const missing = stage.needs?.filter((name) => failed.has(name)) ?? [];
  if (missing.length > 0) {
    console.log(`- ${stage.name}: not run, for want of ${missing.join(' and ')}`);
    failed.add(stage.name);
    return;
  }
  if (stage.unless && existsSync(stage.unless)) {
    console.log(`- ${stage.name}: not run. ${readFileSync(stage.unless, 'utf8')}`);
    return;
  }
  const started = Date.now();
  const succeeded = await run(stage);
  const counts = countsOf(stage, succeeded);
  if (counts.failed > 0) failed.add(stage.name);
  total = addCounts(total, counts);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  const tests = stage.tests ? `${inWords(counts)}, ` : '';
  console.log(`${counts.failed > 0 ? '✗' : '✓'} ${stage.name}: ${tests}${seconds} s`);
  for (const line of repeatedLines(stage)) console.log(`    ${line}`);
  if (counts.failed > 0) console.log(endOfLog(stage));
}

/** Runs a stage to its end; true when it exits with 0. */
async function run(stage: Stage): Promise<boolean> {
  if (stage.tests) rmSync(stage.tests.file, { force: true });
  const env = { ...process.env, ...stage.env };
  const log = openSync(logOf(stage), 'w');
  const [program, ...args] = stage.command;
  const child = spawn(program, args, { cwd: repositoryRoot, env, stdio: ['ignore', log, log] });
  closeSync(log);
  running.add(child);
  try {
    return await new Promise<boolean>((resolve) => {
      child.on('error', () => resolve(false));
      child.on('exit', (code) => resolve(code === 0));
    });
  } finally {
    running.delete(child);
  }
}

/** A stage that failed has at least one failure, also where its tests could not be counted. */
function countsOf({ tests }: Stage, succeeded: boolean): TestCounts {
  const counted = tests && existsSync(tests.file) ? tests.read(readFileSync(tests.file, 'utf8')) : undefined;
  const counts = counted ?? { passed: 0, failed: 0, skipped: 0 };
  const ranNothing = tests !== undefined && counts.passed === 0;
  return { ...counts, failed: succeeded && !ranNothing ? counts.failed : Math.max(counts.failed, 1) };
}

function inWords({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function repeatedLines(stage: Stage): string[] {
  const { repeated } = stage;
  return repeated
    ? readFileSync(logOf(stage), 'utf8')
        .split('\n')
        .filter((line) => repeated.test(line))
    : [];
}

function endOfLog(stage: Stage): string {
  const lines = readFileSync(logOf(stage), 'utf8').trimEnd().split('\n');
  return [...lines.slice(-linesShown), `(all of it: ${logOf(stage)})`].map((line) => `    ${line}`).join('\n');
}

function logOf(stage: Stage): string {
  return path.join(logs, `${slug(stage.name)}.log`);
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z]+/g, '-');
}
