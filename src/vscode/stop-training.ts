import * as vscode from 'vscode';
import { notify } from './notify.ts';
import type { Services } from './services.ts';

/** "Stop Training": the run keeps its last whole epoch. */
export async function stopTraining({ training }: Services): Promise<void> {
  if (training.current) training.current.stop();
  else await notify('information', vscode.l10n.t('No training is under way.'));
}
