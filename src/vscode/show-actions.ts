import * as vscode from 'vscode';
import { isBaseRun } from '../runs/base-run.ts';
import { openRunFolder } from './open-run-folder.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

interface Action extends vscode.QuickPickItem {
  run(): unknown;
}

/** What a click on the status-bar item offers: what can be done now. */
export async function showActions({ training, runs, log }: Services): Promise<void> {
  const { current } = training;
  const latest = runs.latest;
  const command = (id: string) => () => vscode.commands.executeCommand(`poetryExplorer.${id}`);
  const actions: Action[] = current
    ? [
        {
          label: `$(dashboard) ${vscode.l10n.t('Open Training Dashboard')}`,
          detail: vscode.l10n.t('Watch the losses, gradients and activations as they come'),
          run: command('openDashboard'),
        },
        current.state === 'running'
          ? {
              label: `$(debug-pause) ${vscode.l10n.t('Pause Training')}`,
              detail: vscode.l10n.t('It waits between two batches, and leaves the processor to you'),
              run: current.pause,
            }
          : { label: `$(debug-continue) ${vscode.l10n.t('Continue Training')}`, run: current.goOn },
        {
          label: `$(debug-stop) ${vscode.l10n.t('Stop Training')}`,
          detail: vscode.l10n.t('The run keeps its last whole epoch and can go on later'),
          run: current.stop,
        },
      ]
    : [{ label: `$(play) ${vscode.l10n.t('Train Autoencoder')}`, run: command('trainAutoencoder') }];
  if (!current && runs.unfinished.length) {
    actions.push({ label: `$(debug-continue) ${vscode.l10n.t('Resume Training')}`, run: command('resumeTraining') });
  }
  if (!current && latest) {
    actions.push(
      { label: `$(search) ${vscode.l10n.t('Find Similar Passages…')}`, run: command('findSimilarPassages') },
      { label: `$(compass) ${vscode.l10n.t('Open Map of the Bottleneck')}`, run: command('openMap') },
    );
  }
  if (!current && latest && !isBaseRun(latest)) {
    actions.push(
      { label: `$(dashboard) ${vscode.l10n.t('Open Training Dashboard')}`, run: command('openDashboard') },
      {
        label: `$(graph) ${vscode.l10n.t('Evaluate Run')}`,
        description: plainText(latest.id),
        run: command('evaluateRun'),
      },
      { label: `$(folder-opened) ${vscode.l10n.t('Open Run Folder')}`, run: () => openRunFolder(latest.folder) },
    );
  }
  actions.push({ label: `$(output) ${vscode.l10n.t('Show Log')}`, run: () => log.show() });
  const picked = await vscode.window.showQuickPick(actions, {
    title: 'Poetry Embedding Explorer',
    ...(current ? { placeHolder: plainText(current.view.message) } : {}),
  });
  await picked?.run();
}
