import path from 'node:path';
import * as vscode from 'vscode';
import type { RunSummary } from '../runs/run-summary.ts';
import { decidePoemFolder, openFolderOf } from './poem-folder.ts';
import { runsInStorage } from './runs-place.ts';
import { openFolders, readFolderSettings, section } from './settings.ts';

/** The folders of this window whose poems the base model may read; none where it is switched off. */
export function foldersForBase(): string[] {
  if (!vscode.workspace.getConfiguration(section).get('useBaseModel', true)) return [];
  const folders = openFolders();
  try {
    const choice = decidePoemFolder(readFolderSettings(), folders);
    if (choice.kind === 'folder') return folders.length > 0 ? [choice.path] : [];
    return folders.map(({ path }) => path);
  } catch {
    // A setting that makes no sense is told of by the training.
    return [];
  }
}

/** Where the base model's run of a folder is: in the workspace's storage, never in the folder. Undefined without a workspace. */
export function baseRunsPlace({ storageUri }: vscode.ExtensionContext, folder: string): string | undefined {
  return storageUri && runsInStorage(path.join(storageUri.fsPath, 'base-model'), folder);
}

/** Whether a run is of the poems of `folder`, or of others in the same open folder. */
export function isOfFolder({ folder: run, config }: RunSummary, folder: string): boolean {
  const home = (place: string): string | undefined => openFolderOf(place, openFolders())?.path;
  const root = config?.corpus.root ?? run;
  return root === folder || (home(folder) !== undefined && [home(run), home(root)].includes(home(folder)));
}
