import path from 'node:path';
import * as vscode from 'vscode';
import { RequestFailed } from '../protocol/request-channel.ts';
import { notify, tellProblem } from './notify.ts';
import { runFolderOf } from './run-to-use.ts';
import type { Services } from './services.ts';
import { wrapLines } from './wrap-lines.ts';

/** "Evaluate Run": measures a run on its held-out poems and shows the report. */
export async function evaluateRun(services: Services, wanted?: unknown): Promise<void> {
  const { runs, compute, reports, log } = services;
  await runs.refresh();
  const run = runFolderOf(wanted) ?? runs.latest?.folder;
  if (!run)
    return await notify('information', vscode.l10n.t('There is no finished run yet. Train the autoencoder first.'));
  const abort = new AbortController();
  try {
    const { report } = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Measuring the run on its held-out poems'),
        cancellable: true,
      },
      (_, token) => {
        token.onCancellationRequested(() => abort.abort());
        return compute.request('evaluate', { run }, { signal: abort.signal });
      },
    );
    await reports.show(vscode.l10n.t('Evaluation of {0}.txt', path.basename(run)), wrapLines(report, 100));
  } catch (error) {
    if (error instanceof RequestFailed && error.failure.cancelled) return;
    await tellProblem(log, error);
  }
}
