import * as vscode from 'vscode';
import type { Explored } from './explorer.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';

/** The run that a command is about: the one whose corpus holds the document, else the current one. Says so without any. */
export async function exploredToUse(services: Services, document?: vscode.Uri): Promise<Explored | undefined> {
  const { explorer, baseRuns } = services;
  const find = async () => (document && (await explorer.forDocument(document))) ?? (await explorer.current());
  const explored = (await find()) ?? (await baseRuns.wantAgain().then(find));
  if (!explored) {
    await notify('information', vscode.l10n.t('There is no finished run yet. Train the autoencoder first.'), {
      title: vscode.l10n.t('Train Autoencoder'),
      run: () => vscode.commands.executeCommand('poetryExplorer.trainAutoencoder'),
    });
  }
  return explored;
}
