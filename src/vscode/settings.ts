import path from 'node:path';
import * as vscode from 'vscode';
import {
  checkEngineSettings,
  checkSettings,
  readPathSetting,
  type EngineSettings,
  type TrainingChoices,
} from './check-settings.ts';
import type { OpenFolder } from './poem-folder.ts';

export const section = 'poetryExplorer';

/** The folders open in this window that lie on a disk. */
export function openFolders(): OpenFolder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ name, uri }) => ({ name, path: uri.fsPath }));
}

/** The folder setting, as each open folder sees it and as the window does. Throws a SettingProblem. */
export function readFolderSettings(): { in: OpenFolder | null; value: string }[] {
  const read = (scope?: vscode.Uri) =>
    readPathSetting('poemFolder', vscode.workspace.getConfiguration(section, scope ?? null).get('poemFolder'));
  const folders = openFolders();
  return [
    ...folders.map((folder) => ({ in: folder, value: read(vscode.Uri.file(folder.path)) })),
    { in: null, value: read() },
  ];
}

/** What shall compute a training of `poemFolder`; `goesOn` is said of an unfinished run. Throws a SettingProblem. */
export function readEngineSettings(poemFolder: string, goesOn: boolean): EngineSettings {
  const settings = vscode.workspace.getConfiguration(section, vscode.Uri.file(poemFolder));
  return checkEngineSettings({ engine: settings.get('engine'), threads: settings.get('threads') }, goesOn);
}

/** What a training of `poemFolder` shall use. Throws a SettingProblem. */
export function readTrainingChoices(poemFolder: string): TrainingChoices {
  const settings = vscode.workspace.getConfiguration(section, vscode.Uri.file(poemFolder));
  const choices = checkSettings({
    poemFolder: settings.get('poemFolder'),
    preset: settings.get('preset'),
    startFrom: settings.get('startFrom'),
    epochs: settings.get('epochs'),
    seed: settings.get('seed'),
    batchSize: settings.get('batchSize'),
    learningRate: settings.get('learningRate'),
    wordVectors: settings.get('wordVectors'),
  });
  if (choices.wordVectors) {
    const base = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(poemFolder))?.uri.fsPath ?? openFolders()[0]?.path;
    choices.wordVectors = base ? path.resolve(base, choices.wordVectors) : path.resolve(choices.wordVectors);
  }
  return choices;
}
