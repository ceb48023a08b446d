import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { exportRun as copy } from '../runs/copy-run.ts';
import { notify } from './notify.ts';
import { openRunFolder } from './open-run-folder.ts';
import { runToUse } from './run-to-use.ts';
import type { Services } from './services.ts';

/** "Export Run…": a copy of the whole run in a folder of one's choice, to keep, to give away or to import elsewhere. */
export async function exportRun(services: Services, argument?: unknown): Promise<void> {
  const run = await runToUse(services, argument, vscode.l10n.t('Export Run'), ({ status }) => status === 'complete');
  if (!run) return;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('In which folder shall the copy be?'),
      openLabel: vscode.l10n.t('Export Here'),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.Uri.file(os.homedir()),
    })) ?? [];
  if (!folder) return;
  const destination = path.join(folder.fsPath, run.id);
  await copy(run.folder, destination);
  await notify('information', vscode.l10n.t('The run was copied to {0}.', destination), {
    title: vscode.l10n.t('Open Folder'),
    run: () => openRunFolder(destination),
  });
}
