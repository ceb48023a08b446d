import * as vscode from 'vscode';
import { authorGroups, mostAlike, poemGroups } from '../passages/likeness.ts';
import { valueText } from './describe-passage.ts';
import { exploredToUse } from './explored-to-use.ts';
import { pickPoem } from './find-similar-poems.ts';
import { counted } from './localizer.ts';
import { notify } from './notify.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

/** "Find Similar Authors…": authors most like the one at the cursor, or a given or picked one; then their poems. */
export async function findSimilarAuthors(services: Services, argument?: unknown): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const explored = await exploredToUse(services, document?.uri);
  if (!explored) return;
  const { table, fileOf } = explored;
  const groups = authorGroups(table);
  if (groups.length < 2) {
    await notify('information', vscode.l10n.t('The run knows fewer than two authors, so there is nobody to compare.'));
    return;
  }
  const file = document && fileOf(document.uri);
  const [here] = (file === undefined ? undefined : table.poemsOfFile.get(file)) ?? [];
  const name = authorOf(argument) ?? (here === undefined ? undefined : table.poems[here]!.author);
  const asked = groups.find((group) => group.name === name) ?? (await pickAuthor(groups));
  if (!asked) return;
  const items = mostAlike(table, groups, asked, groups.length).map(({ group, value }) => ({
    label: `${valueText(vscode.l10n, table.space, value)}  ${plainText(group.name, 120)}`,
    description: vscode.l10n.t('{0} poems', counted(group.poems.length)),
    group,
  }));
  const title = vscode.l10n.t('Authors most like {0}', plainText(asked.name, 80));
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (!chosen) return;
  const theirs = poemGroups(table).filter(({ poems }) => chosen.group.poems.includes(poems[0]!));
  const poemsTitle = vscode.l10n.t(
    'Poems of {0} most like those of {1}',
    plainText(chosen.group.name, 60),
    plainText(asked.name, 60),
  );
  await pickPoem(services, explored, poemsTitle, mostAlike(table, theirs, asked, 200));
}

async function pickAuthor<T extends { name: string }>(groups: readonly T[]): Promise<T | undefined> {
  const items = groups.map((group) => ({ label: plainText(group.name), group }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Choose an author') }))?.group;
}

/** The author of a tree item that stands for one. */
function authorOf(argument: unknown): string | undefined {
  const author =
    typeof argument === 'object' && argument !== null && 'author' in argument ? argument.author : undefined;
  return typeof author === 'string' ? author : undefined;
}
