import path from 'node:path';
import * as vscode from 'vscode';
import type { EnginePlaces } from '../protocol/engine-choices.ts';
import { openFolders, section } from './settings.ts';

/** Where the extension installs packages of GPU engines. */
export function enginesFolder(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, 'engines');
}

/** Where GPU engines are looked for: code of the open folders is run only where they are trusted. */
export function enginePlaces(context: vscode.ExtensionContext): EnginePlaces {
  const storage = enginesFolder(context);
  const node: unknown = vscode.workspace.getConfiguration(section).get('gpuNodePath');
  return {
    folders: [storage, ...(vscode.workspace.isTrusted ? openFolders().map((folder) => folder.path) : [])],
    storage,
    ...(typeof node === 'string' && path.isAbsolute(node) && { nodePath: node }),
  };
}
