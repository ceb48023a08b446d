import * as vscode from 'vscode';
import { importRun as take } from '../runs/copy-run.ts';
import { openRun } from '../runs/read-run.ts';
import { notify } from './notify.ts';
import { plainText } from './plain-text.ts';
import { placeRuns } from './runs-place.ts';
import type { Services } from './services.ts';
import { openFolders } from './settings.ts';

/** "Import Run…": takes in a run that was exported, here or elsewhere. */
export async function importRun({ context, runs }: Services): Promise<void> {
  const [place] = openFolders();
  if (!place) {
    await notify('information', vscode.l10n.t('Open the folder of your poems first: the run is kept beside them.'));
    return;
  }
  const [source] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Choose the folder of an exported run'),
      openLabel: vscode.l10n.t('Import'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!source) return;
  const { folder } = await placeRuns(place.path, context.globalStorageUri.fsPath);
  const run = await take(source.fsPath, folder);
  await runs.remember(folder);
  await runs.refresh();
  const { name } = (await openRun(run)).config;
  await notify('information', vscode.l10n.t('The run “{0}” is there now.', plainText(name, 100)), {
    title: vscode.l10n.t('Make Run Current'),
    run: () => vscode.commands.executeCommand('poetryExplorer.makeRunCurrent', run),
  });
}
