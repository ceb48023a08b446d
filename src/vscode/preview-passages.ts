import * as vscode from 'vscode';
import type { ChunkInRun } from './chunk-reference.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';

/** Shows passages in a preview editor while somebody moves through a list, and brings back what was there before. */
export interface PassagePreview extends vscode.Disposable {
  show(chunk: ChunkInRun): void;
  /** Ends the preview: with the editor as it was before. */
  restore(): Promise<void>;
}

export function previewPassages(services: Services): PassagePreview {
  const before = vscode.window.activeTextEditor;
  const kept = before && { document: before.document, column: before.viewColumn, selection: before.selection };
  const visible = before?.visibleRanges[0];
  const marked = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
  });
  let latest: ChunkInRun | undefined;
  let shown = false;
  let showing: Promise<void> = Promise.resolve();

  const showLatest = async (): Promise<void> => {
    const chunk = latest;
    latest = undefined;
    if (!chunk) return;
    shown = true;
    const editor = await revealPassage(services, chunk, { preserveFocus: true, preview: true });
    editor?.setDecorations(marked, [editor.selection]);
  };

  return {
    show(chunk) {
      // Whoever moves fast sees the last one only.
      latest = chunk;
      showing = showing.then(showLatest);
    },
    async restore() {
      latest = undefined;
      await showing;
      if (!shown) return;
      if (!kept) {
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        return;
      }
      const { document, column, selection } = kept;
      const editor = await vscode.window.showTextDocument(document, {
        selection,
        ...(column !== undefined && { viewColumn: column }),
      });
      if (visible) editor.revealRange(visible, vscode.TextEditorRevealType.AtTop);
    },
    dispose: () => marked.dispose(),
  };
}
