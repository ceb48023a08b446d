import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot, suiteBundle } from '../paths.ts';
import type { SuiteReport } from '../suite/index.ts';
import { copySamplePoems } from './sample-workspace.ts';
import { withSession } from './session.ts';
import type { TestCounts } from './test-counts.ts';

/**
 * Runs the Mocha suite inside the extension host. Success takes two signs: the workbench says that the run ended well,
 * and the report of the run has tests and no failures (a host that dies is reported as one that ended well).
 */
export async function runSuite(): Promise<TestCounts> {
  const developmentExtension = path.join(repositoryRoot, 'test/e2e/dummy-extension');
  const report = (home: string): string => path.join(home, 'suite');
  console.log('In the extension host');
  return withSession(
    {
      name: 'suite',
      fillWorkspace: copySamplePoems,
      suite: { file: suiteBundle, developmentExtension },
      environment: (home) => ({ E2E_REPORT: report(home), E2E_LOGS: path.join(home, 'server/data/logs') }),
      limitSeconds: 300,
    },
    async ({ suiteExit, home, keepEvidence }) => {
      const stopPrinting = printAsItGrows(`${report(home)}.log`);
      const exitCode = await suiteExit.finally(stopPrinting);
      const counts = countsOf(exitCode, `${report(home)}.json`);
      if (counts.failed > 0) await keepEvidence();
      return counts;
    },
  ).catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
}

function countsOf(exitCode: number, file: string): TestCounts {
  if (!existsSync(file)) throw new Error('The suite did not run to its end.');
  const { tests } = JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
  const count = (state: string): number => tests.filter((test) => test.state === state).length;
  const counts = { passed: count('passed'), failed: count('failed'), skipped: count('pending') };
  if (counts.failed === 0 && (tests.length === 0 || exitCode !== 0)) {
    throw new Error(`The suite ended with ${exitCode}, after ${tests.length} tests without a failure.`);
  }
  return counts;
}

function printAsItGrows(file: string): () => void {
  let printed = 0;
  const print = (): void => {
    if (!existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    process.stdout.write(text.slice(printed));
    printed = text.length;
  };
  const timer = setInterval(print, 200);
  return () => {
    clearInterval(timer);
    print();
  };
}
