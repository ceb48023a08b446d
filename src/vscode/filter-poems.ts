import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** "Filter Poems…": asks for words of titles or authors, and leaves those poems in the tree. */
export async function filterPoems({ poemsView }: Services): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Poems'),
    prompt: vscode.l10n.t('Words of a title or an author'),
    value: poemsView.filter,
  });
  if (filter === undefined) return;
  await poemsView.setFilter(filter);
  // Asked for from the palette, it would show nothing of what it did.
  await vscode.commands.executeCommand('poetryExplorer.poems.focus');
}

/** "Clear Filter": shows all poems again. */
export async function clearPoemFilter({ poemsView }: Services): Promise<void> {
  await poemsView.setFilter('');
}
