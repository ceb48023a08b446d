import * as vscode from 'vscode';
import { asChunkReference } from './chunk-reference.ts';
import type { Explored } from './explorer.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

/** The poem (its place in the table) that a command is about: given, at the cursor, or picked. */
export async function poemToUse(
  services: Services,
  { table, fileOf }: Explored,
  argument: unknown,
): Promise<number | undefined> {
  const given = poemOfArgument(argument);
  if (given !== undefined && given < table.poems.length) return given;
  const reference = asChunkReference(argument);
  if (reference) return table.poemOf[reference.chunk];
  const editor = vscode.window.activeTextEditor;
  const file = editor && fileOf(editor.document.uri);
  const here = file === undefined ? undefined : table.poemsOfFile.get(file);
  if (editor && here) {
    const [row] = (await services.documents.known(editor.document))?.rowsAt(editor.selection.active) ?? [];
    const atCursor = row === undefined ? undefined : table.poemOf[row];
    if (atCursor !== undefined) return atCursor;
    if (here.length === 1) return here[0];
  }
  const items = table.poems.flatMap(({ title, author, rows }, poem) =>
    rows > 0 ? [{ label: plainText(title), description: plainText(author), poem }] : [],
  );
  const options = { title: vscode.l10n.t('Choose a poem'), matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.poem;
}

/** The poem of a tree item that stands for one. */
function poemOfArgument(argument: unknown): number | undefined {
  const poem = typeof argument === 'object' && argument !== null && 'poem' in argument ? argument.poem : undefined;
  return typeof poem === 'number' && Number.isSafeInteger(poem) && poem >= 0 ? poem : undefined;
}
