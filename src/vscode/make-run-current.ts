import * as vscode from 'vscode';
import { nameRun } from '../runs/latest.ts';
import { runToUse } from './run-to-use.ts';
import type { Services } from './services.ts';

/** "Make Run Current": hovers, trees and panels show this run from now on; so does the command line's `latest`. */
export async function makeRunCurrent(services: Services, argument?: unknown): Promise<void> {
  const { runs } = services;
  const isOther = (run: (typeof runs.all)[number]): boolean => run.status === 'complete' && !runs.current.includes(run);
  const run = await runToUse(services, argument, vscode.l10n.t('Make Run Current'), isOther);
  if (run?.status !== 'complete') return;
  await nameRun(run.folder);
  await runs.refresh();
}
