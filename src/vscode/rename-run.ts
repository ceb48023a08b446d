import * as vscode from 'vscode';
import { problemWithName, renameRun as rename } from '../runs/rename-run.ts';
import { runToUse } from './run-to-use.ts';
import type { Services } from './services.ts';

/** "Rename Run…": asks for another name; the run's folder keeps its own. */
export async function renameRun(services: Services, argument?: unknown): Promise<void> {
  const canBe = (status: string): boolean => status !== 'training' && status !== 'damaged';
  const run = await runToUse(services, argument, vscode.l10n.t('Rename Run'), ({ status }) => canBe(status));
  if (!run) return;
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Run'),
    value: run.name,
    validateInput: (value) => problemWithName(value),
  });
  if (name === undefined || name.trim() === run.name) return;
  await rename(run.folder, name);
  await services.runs.refresh();
}
