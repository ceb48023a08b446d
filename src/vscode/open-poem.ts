import * as vscode from 'vscode';
import { exploredToUse } from './explored-to-use.ts';
import { poemToUse } from './poem-to-use.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';

/** "Open Poem", of the tree: opens a poem's file where it begins. */
export async function openPoem(services: Services, argument?: unknown): Promise<void> {
  const explored = await exploredToUse(services);
  const poem = explored && (await poemToUse(services, explored, argument));
  if (!explored || poem === undefined) return;
  const { firstRow } = explored.table.poems[poem]!;
  const editor = await revealPassage(services, { explored, row: firstRow });
  // A poem is read from its beginning; nothing of it is asked about.
  if (editor) editor.selection = new vscode.Selection(editor.selection.start, editor.selection.start);
}
