import * as vscode from 'vscode';
import type { CurrentTraining } from './current-training.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';

/** A command that tells the training under way what to do, or says that there is none. */
function control(tell: (training: CurrentTraining) => void) {
  return async ({ training }: Services): Promise<void> => {
    if (training.current) tell(training.current);
    else await notify('information', vscode.l10n.t('No training is under way.'));
  };
}

/** "Stop Training": the run keeps its last whole epoch. */
export const stopTraining = control((training) => training.stop());

/** "Pause Training": it waits between two batches, until it is continued or stopped. */
export const pauseTraining = control((training) => training.pause());

/** "Continue Training", of one that is paused. */
export const continueTraining = control((training) => training.goOn());
