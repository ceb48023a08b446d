import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** What is left for the process that started VS Code, in the file $E2E_REPORT.json. */
export interface SuiteReport {
  tests: { title: string; state: 'passed' | 'failed' | 'pending'; milliseconds: number }[];
}

/**
 * Runs the tests of this folder inside the extension host; VS Code calls it where `extensionTestsPath` names this
 * module. Desktop VS Code prints the console; the server does not, and so writes to $E2E_REPORT.log.
 */
export async function run(): Promise<void> {
  const file = process.env.E2E_REPORT;
  if (file) {
    Mocha.reporters.Base.consoleLog = (...values: unknown[]) => appendFileSync(`${file}.log`, `${format(...values)}\n`);
  }
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, reporter: 'spec' });
  const tests = readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs'));
  for (const test of tests) mocha.addFile(path.join(__dirname, test));

  const report: SuiteReport = { tests: [] };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('test end', (test) => {
      report.tests.push({
        title: test.fullTitle(),
        state: test.state ?? 'pending',
        milliseconds: test.duration ?? 0,
      });
    });
    // A failed hook skips the tests after it: it counts as a failed test, or the run would look whole.
    runner.on('fail', (test: Mocha.Runnable) => {
      if (test instanceof Mocha.Hook) report.tests.push({ title: test.fullTitle(), state: 'failed', milliseconds: 0 });
    });
  });
  if (file) writeFileSync(`${file}.json`, JSON.stringify(report, null, 1));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
