import * as vscode from 'vscode';
import { mostAlike, poemGroups, type LikeGroup } from '../passages/likeness.ts';
import { valueText } from './describe-passage.ts';
import type { Explored } from './explorer.ts';
import { exploredToUse } from './explored-to-use.ts';
import { poemToUse } from './poem-to-use.ts';
import { plainText } from './plain-text.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';

const shownPoems = 50;

/** "Find Similar Poems…": whole poems most like the one at the cursor, or a given or picked one. */
export async function findSimilarPoems(services: Services, argument?: unknown): Promise<void> {
  const explored = await exploredToUse(services, vscode.window.activeTextEditor?.document.uri);
  const poem = explored && (await poemToUse(services, explored, argument));
  if (!explored || poem === undefined) return;
  const { table } = explored;
  const groups = poemGroups(table);
  const asked = groups.find(({ poems }) => poems[0] === poem);
  if (!asked) return;
  const title = vscode.l10n.t('Poems most like {0}', plainText(asked.name, 80));
  await pickPoem(services, explored, title, mostAlike(table, groups, asked, shownPoems));
}

/** Offers poems, and opens the one that is chosen at its first passage. */
export async function pickPoem(
  services: Services,
  explored: Explored,
  title: string,
  found: readonly LikeGroup[],
): Promise<void> {
  const { table } = explored;
  const items = found.map(({ group, value }) => {
    const { title: name, author, file, firstRow } = table.poems[group.poems[0]!]!;
    return {
      label: `${valueText(vscode.l10n, table.space, value)}  ${plainText(name, 120)}`,
      description: plainText(author, 120),
      detail: plainText(file),
      row: firstRow,
    };
  });
  const chosen = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (chosen) await revealPassage(services, { explored, row: chosen.row });
}
