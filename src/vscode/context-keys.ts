import * as vscode from 'vscode';
import { isBaseRun } from '../runs/base-run.ts';
import type { Services } from './services.ts';

/** Keeps the keys that say where commands can work: `hasAnyRun`, and `poemEditor` for a poem of the current run's corpus. */
export function createContextKeys({ runs, explorer, documents, log }: Services): vscode.Disposable {
  const set = (key: string, value: boolean): void =>
    void vscode.commands.executeCommand('setContext', `poetryExplorer.${key}`, value);
  const updateRuns = (): void => set('hasAnyRun', !runs.all.every(isBaseRun));
  const updateEditor = async (): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    try {
      const known = editor && (await documents.known(editor.document));
      if (editor === vscode.window.activeTextEditor) set('poemEditor', known !== undefined);
    } catch (error) {
      set('poemEditor', false);
      log.warn(`The current run could not be opened: ${String(error)}`);
    }
  };
  updateRuns();
  void updateEditor();
  return vscode.Disposable.from(
    runs.onDidChange(updateRuns),
    explorer.onDidChange(updateEditor),
    vscode.window.onDidChangeActiveTextEditor(updateEditor),
  );
}
