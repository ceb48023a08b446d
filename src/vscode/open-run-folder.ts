import path from 'node:path';
import * as vscode from 'vscode';
import { runToUse } from './run-to-use.ts';
import type { Services } from './services.ts';

/** Shows a run's folder: in the explorer when it lies in the workspace, else in the system's file manager. */
export async function openRunFolder(run: string): Promise<void> {
  const uri = vscode.Uri.file(run);
  if (vscode.workspace.getWorkspaceFolder(uri)) {
    // The explorer selects files more surely than folders, and opens what holds them.
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(path.join(run, 'config.json')));
  } else if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
  } else await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
}

/** "Open Run Folder": of the run given, selected or picked. */
export async function openFolderOfRun(services: Services, argument?: unknown): Promise<void> {
  const run = await runToUse(services, argument, vscode.l10n.t('Open Run Folder'));
  if (run) await openRunFolder(run.folder);
}
