import * as vscode from 'vscode';
import type { ChunkInRun } from './chunk-reference.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';

/**
 * Opens a chunk's file with the passage selected, where its lines are now. Where the file or the lines are gone, says
 * so. `options` as for any editor: a preview keeps the focus elsewhere.
 */
export async function revealPassage(
  { documents }: Pick<Services, 'documents'>,
  { explored, row }: ChunkInRun,
  options: vscode.TextDocumentShowOptions = {},
): Promise<vscode.TextEditor | undefined> {
  const { table } = explored;
  const { file, title } = table.poems[table.poemOf[row]!]!;
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(explored.uriOf(file));
  } catch {
    const gone = vscode.l10n.t('{0} is no longer there, or cannot be read. Put it back, or train again.', file);
    await notify('warning', gone);
    return undefined;
  }
  const place = documents.knownBy(explored, document)?.placeOf(row);
  const selection = place && { selection: place.range };
  const editor = await vscode.window.showTextDocument(document, { ...options, ...selection });
  if (place) editor.revealRange(place.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  else {
    const changed = vscode.l10n.t(
      'The passage of “{0}” has been rewritten since the training, so its place is lost.',
      title,
    );
    void notify('information', changed);
  }
  return editor;
}
