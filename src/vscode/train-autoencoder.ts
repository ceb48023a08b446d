import * as vscode from 'vscode';
import { poemFolderToTrain } from './choose-poem-folder.ts';
import { notify } from './notify.ts';
import { openFolderOf } from './poem-folder.ts';
import { runTraining, tellUnderWay } from './run-training.ts';
import { placeRuns } from './runs-place.ts';
import type { Services } from './services.ts';
import { openFolders, readTrainingChoices } from './settings.ts';

/** "Train Autoencoder": from the poems' folder and the settings to a run. */
export async function trainAutoencoder(services: Services): Promise<void> {
  if (services.training.current) return await tellUnderWay(services);
  const folder = await poemFolderToTrain(services);
  if (folder === undefined) return;
  const { wordVectors, ...choices } = readTrainingChoices(folder);
  const runsFolder = await placeRunsOf(folder, services);
  const params = { folder, runsFolder, ...choices, ...(wordVectors === undefined ? {} : { vectors: wordVectors }) };
  await runTraining(services, params, vscode.l10n.t('Training the autoencoder'));
}

/** The folder for the run: of the open folder that holds the poems, or of the first open one, or the poems' own. */
export async function placeRunsOf(poems: string, { context, log, runs }: Services): Promise<string> {
  const folders = openFolders();
  const place = (openFolderOf(poems, folders) ?? folders[0])?.path ?? poems;
  const { folder, readOnly } = await placeRuns(place, context.globalStorageUri.fsPath);
  if (readOnly) {
    const message = vscode.l10n.t('{0} cannot be written to, so the run is kept in {1}.', place, folder);
    log.info(message);
    void notify('information', message);
  }
  await runs.remember(folder);
  return folder;
}
