import * as vscode from 'vscode';
import { deleteRun as remove } from '../runs/delete-run.ts';
import { plainText } from './plain-text.ts';
import { runFacts } from './run-facts.ts';
import { runToUse } from './run-to-use.ts';
import type { Services } from './services.ts';

/** "Delete Run…": asks first, since nothing brings a run back. */
export async function deleteRun(services: Services, argument?: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Run');
  const run = await runToUse(services, argument, title, ({ status }) => status !== 'training');
  if (!run) return;
  const confirm = vscode.l10n.t('Delete');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the run “{0}”?', plainText(run.name, 100)),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0}\n\nThe trained network and all that was measured with it will be gone for good. Your poems stay as they are.',
        runFacts(vscode.l10n, run),
      ),
    },
    confirm,
  );
  if (chosen !== confirm) return;
  await remove(run.folder);
  await services.runs.refresh();
}
