import * as vscode from 'vscode';
import { asChunkReference, chunkOf, chunkToUse, type ChunkInRun } from './chunk-reference.ts';
import { chunkText } from './describe-passage.ts';
import { nearestTo } from './nearest-to.ts';
import { passageAt, type PassageAt } from './passage-at.ts';
import { passageItem, pickPassage } from './pick-passage.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';

const shownPassages = 50;

const withOverlapping: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('layers'),
  tooltip: vscode.l10n.t('Show passages that share words with this one too, or hide them'),
};

/** "Show Nearest Passages": of the chunk given, of the passage at the cursor as it stands, or of a picked one. */
export async function showNearestPassages(services: Services, argument?: unknown): Promise<void> {
  const passage = await passageToCompare(services, argument);
  if (!passage) return;
  let overlapping = false;
  await pickPassage(services, (pick, show) => {
    const list = (): void => {
      const items = nearestTo(passage, shownPassages, overlapping).map((found) => passageItem(passage.explored, found));
      show({ explored: passage.explored, items });
    };
    pick.title = vscode.l10n.t(
      'Nearest to {0}, {1}',
      plainText(passage.title, 60),
      chunkText(vscode.l10n, passage.number, passage.of),
    );
    pick.placeholder = vscode.l10n.t('Move to look at a passage, Enter to go there, Escape to return');
    pick.buttons = [withOverlapping];
    list();
    return pick.onDidTriggerButton(() => {
      overlapping = !overlapping;
      list();
    });
  });
}

async function passageToCompare(services: Services, argument: unknown): Promise<PassageAt | undefined> {
  const reference = asChunkReference(argument);
  const editor = vscode.window.activeTextEditor;
  if (!reference && editor) {
    const atCursor = await passageAt(services, editor.document, editor.selection.active);
    if (atCursor) return atCursor;
  }
  const chunk = reference ? await chunkOf(services, reference) : undefined;
  const used = chunk ?? (await chunkToUse(services, argument));
  return used && passageOfChunk(used);
}

/** A chunk of the run as it was trained on. */
export function passageOfChunk({ explored, row }: ChunkInRun): PassageAt {
  const { table } = explored;
  const poem = table.poems[table.poemOf[row]!]!;
  return {
    explored,
    row,
    point: table.points.subarray(row * table.size, (row + 1) * table.size),
    cosine: table.cosine[row]!,
    range: new vscode.Range(
      table.startLine[row]!,
      table.startCharacter[row]!,
      table.endLine[row]!,
      table.endCharacter[row]!,
    ),
    title: poem.title,
    author: poem.author,
    number: row - poem.firstRow + 1,
    of: poem.rows,
    replaced: new Set(),
  };
}
