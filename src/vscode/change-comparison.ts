import * as vscode from 'vscode';
import type { Comparison } from '../passages/passage-table.ts';
import { exploredToUse } from './explored-to-use.ts';
import type { Services } from './services.ts';

/** "Change How Passages Are Compared…": cosine or distance, whitened or not; kept with the run. */
export async function changeComparison(services: Services): Promise<void> {
  const explored = await exploredToUse(services, vscode.window.activeTextEditor?.document.uri);
  if (!explored) return;
  const { space } = explored.table;
  const ways: (vscode.QuickPickItem & Comparison)[] = [
    {
      label: vscode.l10n.t('Cosine'),
      detail: vscode.l10n.t('The angle between two passages, seen from the mean of the training passages'),
      measure: 'cosine',
      whitened: false,
    },
    {
      label: vscode.l10n.t('Cosine, whitened'),
      detail: vscode.l10n.t('The same after all directions of the bottleneck were brought to the same spread'),
      measure: 'cosine',
      whitened: true,
    },
    {
      label: vscode.l10n.t('Distance'),
      detail: vscode.l10n.t('The straight (Euclidean) distance between two passages in the bottleneck'),
      measure: 'euclidean',
      whitened: false,
    },
    {
      label: vscode.l10n.t('Distance, whitened'),
      detail: vscode.l10n.t('The distance that allows for how the passages spread (Mahalanobis)'),
      measure: 'euclidean',
      whitened: true,
    },
  ];
  const items = ways.map((way) => {
    const current = way.measure === space.measure && way.whitened === space.whitened;
    return current ? { ...way, description: vscode.l10n.t('now') } : way;
  });
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('How shall passages be compared?') });
  if (!chosen) return;
  const { measure, whitened } = chosen;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Comparing passages in another way') },
    () => services.explorer.changeComparison(explored.run, { measure, whitened }),
  );
}
