import * as vscode from 'vscode';
import { poemOrders, type PoemOrder } from './poem-nodes.ts';
import type { Services } from './services.ts';

/** "Sort Poems…": the order of authors and poems in the tree; chunks stay in the order of their poem. */
export async function sortPoems({ poemsView }: Services): Promise<void> {
  const labels: Record<PoemOrder, string> = {
    name: vscode.l10n.t('By name'),
    best: vscode.l10n.t('Best reconstructed first'),
    worst: vscode.l10n.t('Worst reconstructed first'),
    longest: vscode.l10n.t('Longest first'),
  };
  const items = poemOrders.map((order) => ({
    label: labels[order],
    ...(order === poemsView.order && { description: vscode.l10n.t('now') }),
    order,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort Poems') });
  if (!chosen) return;
  await poemsView.setOrder(chosen.order);
  await vscode.commands.executeCommand('poetryExplorer.poems.focus');
}
