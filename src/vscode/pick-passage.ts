import * as vscode from 'vscode';
import type { PassageNeighbour } from '../passages/search.ts';
import { describePassage, linkedReference, valueText } from './describe-passage.ts';
import type { Explored } from './explorer.ts';
import { plainText } from './plain-text.ts';
import { previewPassages } from './preview-passages.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';

/** A passage in a quick pick. */
export interface PassageItem extends vscode.QuickPickItem {
  row: number;
}

const inspect: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('inspect'),
  tooltip: vscode.l10n.t('Inspect Reconstruction'),
};
const onMap: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('location'),
  tooltip: vscode.l10n.t('Show on Map'),
};

export function passageItem(explored: Explored, { row, value, overlapping }: PassageNeighbour): PassageItem {
  const { title, author, lines, opening } = describePassage({ l10n: vscode.l10n, explored }, row);
  const shared = overlapping ? ` · ${vscode.l10n.t('shares words with this passage')}` : '';
  return {
    label: `${valueText(vscode.l10n, explored.table.space, value)}  ${plainText(title, 120)}`,
    description: `${author === '' ? '' : `${plainText(author, 120)}, `}${lines}${shared}`,
    detail: plainText(opening),
    buttons: [inspect, onMap],
    // What was typed is a text to look for, not a filter.
    alwaysShow: true,
    row,
  };
}

/** What the quick pick shows now; another explored run may come with every change. */
export interface PassageList {
  explored: Explored;
  items: readonly PassageItem[];
}

/**
 * Shows passages in a quick pick: moving through them shows each in the editor, Enter goes there, Escape goes back to
 * where one was. `prepare` fills the list through `show`, now and whenever it likes.
 */
export async function pickPassage(
  services: Services,
  prepare: (pick: vscode.QuickPick<PassageItem>, show: (list: PassageList) => void) => vscode.Disposable | undefined,
): Promise<void> {
  const pick = vscode.window.createQuickPick<PassageItem>();
  const preview = previewPassages(services);
  let list: PassageList | undefined;
  let previewing = false;
  const prepared = prepare(pick, (next) => {
    list = next;
    previewing = false;
    pick.items = next.items;
  });
  const chosen = await new Promise<PassageItem | undefined>((resolve) => {
    pick.onDidChangeActive(([item]) => {
      // The first entry is active by itself: nobody has moved yet.
      if (item && item.row >= 0 && list && previewing) preview.show({ explored: list.explored, row: item.row });
      previewing = true;
    });
    pick.onDidTriggerItemButton(({ item, button }) => {
      if (!list) return;
      const command = button === inspect ? 'inspectChunk' : 'showChunkOnMap';
      void vscode.commands.executeCommand(`poetryExplorer.${command}`, linkedReference(list.explored, item.row));
    });
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  const explored = list?.explored;
  pick.dispose();
  prepared?.dispose();
  if (chosen && chosen.row >= 0 && explored) await revealPassage(services, { explored, row: chosen.row });
  else await preview.restore();
  preview.dispose();
}
