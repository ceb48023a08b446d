import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../paths.ts';

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

export function addCounts(left: TestCounts, right: TestCounts): TestCounts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/** Where test/run-all.ts looks for what came of the tests. */
export const countsFile = path.join(repositoryRoot, 'out/e2e/counts.json');

export function writeCounts(counts: TestCounts): void {
  mkdirSync(path.dirname(countsFile), { recursive: true });
  writeFileSync(countsFile, JSON.stringify(counts));
}
