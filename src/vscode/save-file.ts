import path from 'node:path';
import * as vscode from 'vscode';
import type { SaveFormat, SaveMessage } from '../protocol/page-messages.ts';
import { notify } from './notify.ts';
import { openFolders } from './settings.ts';

/** Asks where, and writes what a page gave there. Says so when it cannot be written. */
export async function saveFile({ name, format, content }: SaveMessage): Promise<void> {
  const kinds: Record<SaveFormat, string> = {
    csv: vscode.l10n.t('Table (CSV)'),
    svg: vscode.l10n.t('Vector picture (SVG)'),
    png: vscode.l10n.t('Picture (PNG)'),
  };
  const [folder] = openFolders();
  const file = `${fileName(name)}.${format}`;
  const target = await vscode.window.showSaveDialog({
    filters: { [kinds[format]]: [format] },
    ...(folder && { defaultUri: vscode.Uri.file(path.join(folder.path, file)) }),
  });
  if (!target) return;
  try {
    await vscode.workspace.fs.writeFile(target, typeof content === 'string' ? Buffer.from(content) : content);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    await notify('error', vscode.l10n.t('{0} could not be written: {1}', target.fsPath, problem));
    return;
  }
  await notify('information', vscode.l10n.t('Saved as {0}.', target.fsPath), {
    title: vscode.l10n.t('Open'),
    run: () => vscode.commands.executeCommand('vscode.open', target),
  });
}

/** A name of letters, digits and hyphens, on every system. */
export function fileName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 80) || 'poetry'
  );
}
