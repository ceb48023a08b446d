import path from 'node:path';
import * as vscode from 'vscode';
import { copySamplePoems } from './copy-sample-poems.ts';
import { notify } from './notify.ts';
import type { Services } from './services.ts';

/** "Open Sample Poems": copies them to where they may be changed, and opens the copy. */
export async function openSamplePoems({ context, log }: Services): Promise<void> {
  const target = path.join(context.globalStorageUri.fsPath, 'sample-poems');
  const copied = await copySamplePoems(path.join(context.extensionPath, 'media', 'sample-poems'), target);
  log.info(`Sample poems: ${copied} files copied to ${target}.`);
  const open = (where: { forceNewWindow: true } | { forceReuseWindow: true }) =>
    vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(target), where);
  const { workspaceFolders } = vscode.workspace;
  if (!workspaceFolders?.length) return void (await open({ forceReuseWindow: true }));
  if (workspaceFolders.some(({ uri }) => uri.fsPath === target)) {
    await notify('information', vscode.l10n.t('The sample poems are open in this window.'));
    return;
  }
  await notify(
    'information',
    vscode.l10n.t('The sample poems are ready. Where shall they open?'),
    { title: vscode.l10n.t('New Window'), run: () => open({ forceNewWindow: true }) },
    { title: vscode.l10n.t('This Window'), run: () => open({ forceReuseWindow: true }) },
  );
}
