import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { latestRun, listRuns, openRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';

describe('Train Autoencoder', function () {
  this.timeout(180_000);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const runs = runsFolder(folder.uri.fsPath);
  const settings = vscode.workspace.getConfiguration('poetryExplorer');

  before(async () => {
    await settings.update('preset', 'quick', vscode.ConfigurationTarget.Workspace);
    await settings.update('epochs', 3, vscode.ConfigurationTarget.Workspace);
    await settings.update('seed', 7, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('poetryExplorer.trainAutoencoder');
  });

  it('leaves one complete run, trained as the settings say', async () => {
    const [summary, ...others] = await listRuns(runs);
    assert.equal(others.length, 0);
    assert.equal(summary?.problem, undefined);
    assert.equal(summary?.status, 'complete');
    assert.equal(summary.epochs, 3);
    assert.equal(summary.config?.preset, 'quick');
    assert.equal(summary.config.split.seed, 7);
  });

  it('leaves a run that opens, with a vector for every chunk and a history of every epoch', async () => {
    const latest = await latestRun(runs);
    assert.ok(latest);
    const run = await openRun(latest.folder);
    const chunks = await run.chunks();
    const { rows, vectors } = await run.bottleneck();
    assert.ok(chunks.length > 56, 'each of the 56 poems has chunks');
    assert.equal(rows, chunks.length);
    assert.ok(vectors.every(Number.isFinite));
    const history = await run.history();
    assert.deepEqual(
      history.map(({ epoch }) => epoch),
      [1, 2, 3],
    );
    assert.ok(await run.evaluation(), 'it has been evaluated');
  });

  it('leaves passages that stand in the poems, where the run says', async () => {
    const latest = await latestRun(runs);
    assert.ok(latest);
    const run = await openRun(latest.folder);
    const [chunk] = await run.chunks();
    assert.ok(chunk);
    const poem = await readFile(path.join(folder.uri.fsPath, chunk.file), 'utf8');
    assert.ok(poem.includes(chunk.text));
  });

  it('keeps its runs out of version control', async () => {
    assert.equal((await readFile(path.join(path.dirname(runs), '.gitignore'), 'utf8')).trim(), '*');
  });
});
