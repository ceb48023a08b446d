import * as vscode from 'vscode';
import { notify } from './notify.ts';
import { openSamplePoems } from './open-sample-poems.ts';
import { plainText } from './plain-text.ts';
import { decidePoemFolder, folderSettingFor, type OpenFolder } from './poem-folder.ts';
import type { Services } from './services.ts';
import { openFolders, readFolderSettings, section } from './settings.ts';

/** "Choose Poem Folder…": asks for a folder and keeps it in the workspace's settings. */
export async function choosePoemFolder(): Promise<void> {
  const folder = await askForFolder();
  if (!folder) return;
  const folders = openFolders();
  if (!folders.length) {
    // Without a workspace there are no settings to keep it in; an open folder needs none.
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceReuseWindow: true });
    return;
  }
  const value = folderSettingFor(folder, folders);
  await vscode.workspace.getConfiguration(section).update('poemFolder', value, vscode.ConfigurationTarget.Workspace);
  const message = vscode.workspace.isTrusted
    ? vscode.l10n.t('Poems are read from {0}.', folder)
    : vscode.l10n.t('Poems will be read from {0} once this workspace is trusted.', folder);
  await notify('information', message, {
    title: vscode.l10n.t('Train Autoencoder'),
    run: () => vscode.commands.executeCommand('poetryExplorer.trainAutoencoder'),
  });
}

/** The folder to train on: the one set, the sole one open, or the one picked now. Undefined when nothing was picked. */
export async function poemFolderToTrain(services: Services): Promise<string | undefined> {
  const choice = decidePoemFolder(readFolderSettings(), openFolders());
  if (choice.kind === 'folder') return choice.path;
  return choice.kind === 'pick' ? await pickOpenFolder(choice.folders) : await askWithoutWorkspace(services);
}

async function pickOpenFolder(folders: readonly OpenFolder[]): Promise<string | undefined> {
  const items = folders.map(({ name, path }) => ({ label: plainText(name), description: plainText(path), path }));
  const other = { label: vscode.l10n.t('Another folder…'), path: null };
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { path: string | null }>([...items, other], {
    title: vscode.l10n.t('Train Autoencoder'),
    placeHolder: vscode.l10n.t('Which folder holds the poems?'),
  });
  return picked?.path === null ? await askForFolder() : picked?.path;
}

async function askWithoutWorkspace(services: Services): Promise<string | undefined> {
  const choose = { label: vscode.l10n.t('Choose a folder of poems…') };
  const samples = {
    label: vscode.l10n.t('Open the sample poems'),
    detail: vscode.l10n.t('56 poems by eight voices, made for trying things out'),
  };
  const picked = await vscode.window.showQuickPick<vscode.QuickPickItem>([choose, samples], {
    title: vscode.l10n.t('Train Autoencoder'),
    placeHolder: vscode.l10n.t('No folder is open. Where are the poems?'),
  });
  if (picked === choose) return await askForFolder();
  if (picked === samples) await openSamplePoems(services);
  return undefined;
}

async function askForFolder(): Promise<string | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: vscode.l10n.t('Choose'),
      title: vscode.l10n.t('Choose the folder that holds the poems'),
    })) ?? [];
  return chosen?.fsPath;
}
