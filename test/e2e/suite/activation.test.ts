import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { installedExtension } from './installed-extension.ts';

/** From the logs of the extension hosts. */
function eventsThatWoke(extension: string): string[] {
  const logs = process.env.E2E_LOGS!;
  const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('exthost.log'));
  const lines = files.flatMap((name) => readFileSync(path.join(logs, name), 'utf8').split('\n'));
  const events = lines
    .filter((line) => line.includes(`_doActivateExtension ${extension},`))
    .map((line) => /activationEvent: '(.*)'/.exec(line)?.[1] ?? line);
  return events.length > 0 ? events : [`nothing, says ${logs}`];
}

// The first file of the suite: nothing has called the extension yet.
describe('the extension', () => {
  it('sleeps in a folder of poems without runs', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
    // A plain text that something else has opened, if only for a moment, wakes it, as it should.
    const events = installedExtension().isActive ? eventsThatWoke(installedExtension().id) : [];
    assert.deepEqual(
      events.filter((event) => event !== 'onLanguage:plaintext'),
      [],
    );
  });

  it('wakes at the first of its commands', async () => {
    await vscode.commands.executeCommand('poetryExplorer.showLog');
    assert.equal(installedExtension().isActive, true);
  });
});
