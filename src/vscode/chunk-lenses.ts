import * as vscode from 'vscode';
import { chunkText, linkedReference, signed, valueText } from './describe-passage.ts';
import { nearestTo } from './nearest-to.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';
import { section } from './settings.ts';
import { passageOfChunk } from './show-nearest-passages.ts';
import { shownChunks } from './shown-chunks.ts';
import type { Explored } from './explorer.ts';

/** A lens that knows its chunk; the nearest passage is looked for when it comes into view. */
interface ChunkLens extends vscode.CodeLens {
  explored: Explored;
  row: number;
}

/** Above each chunk of a poem: which it is, and what is nearest. Off unless the setting says otherwise. */
export function createChunkLenses(services: Services): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider<ChunkLens> = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const { chunks, explored } = await shownChunks(services, document, 'codeLens');
      if (!explored) return [];
      return chunks.map(({ row, range }) =>
        Object.assign(new vscode.CodeLens(new vscode.Range(range.start, range.start)), { explored, row }),
      );
    },
    resolveCodeLens(lens) {
      const { explored, row } = lens;
      const { table } = explored;
      const passage = passageOfChunk({ explored, row });
      const [nearest] = nearestTo(passage, 1);
      const parts = [
        chunkText(vscode.l10n, passage.number, passage.of),
        vscode.l10n.t('cosine {0}', signed(passage.cosine)),
      ];
      if (nearest) {
        const { title } = table.poems[table.poemOf[nearest.row]!]!;
        const value = valueText(vscode.l10n, table.space, nearest.value);
        parts.push(vscode.l10n.t('nearest: {0} ({1})', plainText(title, 60), value));
      }
      lens.command = {
        title: parts.join(' · '),
        command: 'poetryExplorer.showNearestPassages',
        arguments: [linkedReference(explored, row)],
      };
      return lens;
    },
  };
  const refresh = (): void => changed.fire();
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider({ scheme: 'file' }, provider),
    services.explorer.onDidChange(refresh),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration(`${section}.showChunks`) && refresh(),
    ),
  );
}
