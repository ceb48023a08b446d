import * as vscode from 'vscode';
import { chunkText, signed } from './describe-passage.ts';
import { plainText } from './plain-text.ts';
import type { Services } from './services.ts';
import { section } from './settings.ts';
import { shownChunks } from './shown-chunks.ts';

/** A document's poems and their chunks for the outline, the breadcrumbs and Go to Symbol. Off unless the setting asks. */
export function createChunkSymbols(services: Services): vscode.Disposable {
  const provider: vscode.DocumentSymbolProvider = {
    async provideDocumentSymbols(document) {
      const { explored, chunks } = await shownChunks(services, document, 'outline');
      if (!explored) return [];
      const { table } = explored;
      const poems = new Map<number, vscode.DocumentSymbol>();
      for (const { row, poem, range } of chunks) {
        const { title, author, firstRow, rows } = table.poems[poem]!;
        const kind = vscode.SymbolKind.String;
        const name = chunkText(vscode.l10n, row - firstRow + 1, rows);
        const detail = `${vscode.l10n.t('cosine {0}', signed(table.cosine[row]!))} · ${plainText(table.opening(row))}`;
        const chunk = new vscode.DocumentSymbol(name, detail, kind, range, range);
        const known = poems.get(poem);
        if (known) {
          known.range = known.range.union(range);
          known.children.push(chunk);
        } else {
          const symbol = new vscode.DocumentSymbol(
            plainText(title) || '–',
            plainText(author),
            vscode.SymbolKind.Module,
            range,
            range,
          );
          symbol.children.push(chunk);
          poems.set(poem, symbol);
        }
      }
      return [...poems.values()];
    },
  };
  const label = { label: vscode.l10n.t('Poetry chunks') };
  const register = (): vscode.Disposable =>
    vscode.languages.registerDocumentSymbolProvider({ scheme: 'file' }, provider, label);
  let registered = register();
  // VS Code keeps the symbols of a document until it is edited, or another provider comes.
  const again = (): void => {
    registered.dispose();
    registered = register();
  };
  return vscode.Disposable.from(
    { dispose: () => void registered.dispose() },
    services.explorer.onDidChange(again),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration(`${section}.showChunks`) && again(),
    ),
  );
}
