import * as vscode from 'vscode';
import type { Explored } from './explorer.ts';
import type { Services } from './services.ts';
import { section } from './settings.ts';

/** A chunk of a document, where its lines are now. */
export interface ShownChunk {
  row: number;
  /** Place of its poem in the table. */
  poem: number;
  range: vscode.Range;
}

/** The chunks of a document that the setting `showChunks` asks to show there, in their order; none where it does not. */
export async function shownChunks(
  services: Services,
  document: vscode.TextDocument,
  where: 'codeLens' | 'outline',
): Promise<{ explored?: Explored; chunks: ShownChunk[] }> {
  const wanted = vscode.workspace.getConfiguration(section, document.uri).get<string>('showChunks', 'off');
  if (wanted !== where && wanted !== 'both') return { chunks: [] };
  const known = await services.documents.known(document).catch(() => undefined);
  if (!known) return { chunks: [] };
  const { explored, file } = known;
  const { table } = explored;
  const chunks = (table.poemsOfFile.get(file) ?? []).flatMap((poem) => {
    const { firstRow, rows } = table.poems[poem]!;
    return Array.from({ length: rows }, (_, i) => firstRow + i).flatMap((row) => {
      const place = known.placeOf(row);
      return place?.intact ? { row, poem, range: place.range } : [];
    });
  });
  return { explored, chunks };
}
