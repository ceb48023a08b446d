import * as vscode from 'vscode';
import { asChunkReference, chunkToUse } from './chunk-reference.ts';
import { passageAt } from './passage-at.ts';
import type { Services } from './services.ts';

/** "Inspect Chunk Reconstruction": of the chunk given, of the passage at the cursor as it stands, or of a picked one. */
export async function inspectChunk(services: Services, argument?: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor && !asChunkReference(argument)) {
    const passage = await passageAt(services, editor.document, editor.selection.active);
    if (passage?.text !== undefined) {
      const { explored, text, title, author } = passage;
      return services.inspector.show({ explored, text, title, author });
    }
  }
  const chunk = await chunkToUse(services, argument);
  if (chunk) services.inspector.show(chunk);
}
