import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Row } from './row.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';
import { figureOf } from './verdict.ts';

const root = path.resolve(import.meta.dirname, '../..');
const bundle = path.join(root, 'dist/extension.cjs');
const packaged = path.join(root, 'poetry-embedding-explorer.vsix');

export interface ActivationFigures {
  /** ms to load the bundle that activates, in a new process with nothing behind its `vscode`. */
  loading: Summary;
  bundleBytes: number;
  /** NaN where the extension has not been packaged. */
  packageBytes: number;
}

export function benchActivation(rounds = 9): ActivationFigures {
  const script = path.join(import.meta.dirname, 'load-extension.mjs');
  const times = Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, [script, bundle])));
  return {
    loading: summarize(times),
    bundleBytes: fs.statSync(bundle).size,
    packageBytes: fs.existsSync(packaged) ? fs.statSync(packaged).size : NaN,
  };
}

export const activationRow: Row = {
  name: 'activation',
  measure() {
    const figures = benchActivation();
    const { loading, bundleBytes, packageBytes } = figures;
    return Promise.resolve({
      lines: [
        'What the editor loads when the extension wakes (median / best / spread, ms)',
        `loading the bundle in a new process, without VS Code and before activate() is called: ${summaryText(loading)}`,
        `the bundle ${figureOf(bundleBytes)} bytes, the .vsix ${Number.isFinite(packageBytes) ? `${figureOf(packageBytes)} bytes` : 'not made yet (npm run package)'}`,
      ],
      figures,
      verdicts: [
        {
          what: 'activation, of which this is the least it can take: loading the bundle',
          value: loading.median,
          ...({ unit: 'ms', bound: 50, side: 'most' } as const),
        },
        { what: 'the bundle that activates', value: bundleBytes / 1000, unit: 'KB', bound: 150, side: 'most' },
        {
          what: 'the .vsix',
          value: packageBytes / 1e6,
          ...({ unit: 'MB', bound: 12, side: 'most' } as const),
          ...(!Number.isFinite(packageBytes) && { note: 'npm run package makes it' }),
        },
      ],
    });
  },
};
