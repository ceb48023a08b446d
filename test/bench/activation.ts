import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { benchActivationInVSCode, type FolderActivation } from './activation-in-vscode.ts';
import type { Row } from './row.ts';
import { summarize, summaryText, type Summary } from './summarize.ts';
import { figureOf, type Verdict } from './verdict.ts';

const root = path.resolve(import.meta.dirname, '../..');
const bundle = path.join(root, 'dist/extension.cjs');
const packaged = path.join(root, 'poetry-embedding-explorer.vsix');

export interface ActivationFigures {
  /** As VS Code itself reports it; or why there is no VS Code to ask. */
  inVSCode: FolderActivation[] | { missing: string };
  /** ms to load the bundle that activates, in a new process with nothing behind its `vscode`. */
  loading: Summary;
  bundleBytes: number;
  /** NaN where the extension has not been packaged. */
  packageBytes: number;
}

export async function benchActivation(rounds = 7): Promise<ActivationFigures> {
  const script = path.join(import.meta.dirname, 'load-extension.mjs');
  const times = Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, [script, bundle])));
  return {
    inVSCode: await benchActivationInVSCode(rounds).catch((error: unknown) => ({
      // A browser that waited in vain tells of it at length.
      missing: (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!,
    })),
    loading: summarize(times),
    bundleBytes: fs.statSync(bundle).size,
    packageBytes: fs.existsSync(packaged) ? fs.statSync(packaged).size : NaN,
  };
}

function activationLines({ inVSCode }: ActivationFigures): string[] {
  if ('missing' in inVSCode) return [`no VS Code was asked: ${inVSCode.missing}`];
  return inVSCode.map(
    ({ folder, own, ownLoad, call, reported, events }) =>
      `${folder}: the extension's own part ${summaryText(own)} (its code ${summaryText(ownLoad)}, activate() ` +
      `${summaryText(call)}); with what VS Code loads in between ${summaryText(reported)}; by ${events.join(', ')}`,
  );
}

function activationVerdicts({ inVSCode, loading }: ActivationFigures): Verdict[] {
  const bound = { unit: 'ms', bound: 50, side: 'most' } as const;
  if ('missing' in inVSCode) {
    const what = 'activation, of which this is the least it can take: loading the bundle';
    return [{ what, value: loading.median, ...bound, note: inVSCode.missing }];
  }
  // What VS Code loads of its own in between, when a window opens, is told above and held to nothing here.
  return inVSCode.map(({ folder, own }) => ({
    what: `activation ${folder}, the extension's own part`,
    value: own.median,
    ...bound,
  }));
}

export const activationRow: Row = {
  name: 'activation',
  async measure(_, { rounds }) {
    const figures = await benchActivation(rounds);
    const { loading, bundleBytes, packageBytes } = figures;
    return {
      lines: [
        'What the editor does when the extension wakes (median / best / spread, ms)',
        ...activationLines(figures),
        `loading the bundle in a new process, without VS Code and before activate() is called: ${summaryText(loading)}`,
        `the bundle ${figureOf(bundleBytes)} bytes, the .vsix ${Number.isFinite(packageBytes) ? `${figureOf(packageBytes)} bytes` : 'not made yet (npm run package)'}`,
      ],
      figures,
      verdicts: [
        ...activationVerdicts(figures),
        { what: 'the bundle that activates', value: bundleBytes / 1000, unit: 'KB', bound: 150, side: 'most' },
        {
          what: 'the .vsix',
          value: packageBytes / 1e6,
          ...({ unit: 'MB', bound: 12, side: 'most' } as const),
          ...(!Number.isFinite(packageBytes) && { note: 'npm run package makes it' }),
        },
      ],
    };
  },
};
