import * as vscode from 'vscode';
import { chunkToUse } from './chunk-reference.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';

/** "Reveal Chunk in Tree": selects the chunk at the cursor, or a given or picked one, in the Poems tree. */
export async function revealChunkInTree(services: Services, argument?: unknown): Promise<void> {
  const chunk = await chunkToUse(services, argument);
  if (!chunk || (await services.poemsView.reveal(chunk))) return;
  await notify('information', vscode.l10n.t('This passage is of another run than the one that the tree shows.'));
}
