import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { installedExtension } from './installed-extension.ts';

// The first file of the suite: nothing has called the extension yet.
describe('the extension', () => {
  it('sleeps in a folder of poems without runs', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    // A plain text that something else has opened wakes it, as it should.
    const languages = vscode.workspace.textDocuments.map(({ languageId }) => languageId);
    assert.equal(installedExtension().isActive, languages.includes('plaintext'), languages.join());
  });

  it('wakes at the first of its commands', async () => {
    await vscode.commands.executeCommand('poetryExplorer.showLog');
    assert.equal(installedExtension().isActive, true);
  });
});
