import * as vscode from 'vscode';
import { asChunkReference, chunkToUse } from './chunk-reference.ts';
import { revealPassage } from './reveal-passage.ts';
import type { Services } from './services.ts';

/** "Reveal Chunk in Poem": selects the whole of the chunk at the cursor, or of a given or picked one, in its file. */
export async function revealChunkInPoem(services: Services, argument?: unknown): Promise<void> {
  // Asked before the chunk is looked up, because that takes a moment in which the focus may move.
  const { One, Beside } = vscode.ViewColumn;
  const other = vscode.window.tabGroups.activeTabGroup.viewColumn === One ? Beside : One;
  const chunk = await chunkToUse(services, argument);
  const inOtherGroup = asChunkReference(argument)?.inOtherGroup;
  if (chunk) await revealPassage(services, chunk, inOtherGroup ? { viewColumn: other } : {});
}
