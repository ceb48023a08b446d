import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { openRun, listRuns } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import type { Scenario } from '../runner/scenario.ts';

const epochs = 120;

export const scenario: Scenario = {
  title: 'Training, stopped and taken up again',
  // Long enough for what is done meanwhile.
  // The seed's curriculum has three phases.
  settings: { 'poetryExplorer.preset': 'seed', 'poetryExplorer.epochs': epochs },
  limitSeconds: 420,
  async run({ workbench, workspace, extensionFolder, step }) {
    const runs = runsFolder(workspace);

    await step('starts from the palette and tells phase, epoch and loss', async () => {
      await workbench.runCommand('Poetry: Train Autoencoder');
      const text = await workbench
        .notification(/Phase 1 of 3 .*epoch \d+ of 120 .*validation loss \d\.\d{4}/)
        .text(120);
      assert.match(text, /^Training the autoencoder: /);
    });

    await step('shows the epoch in the status bar', async () => {
      await workbench.statusBarItem(/Poetry: epoch \d+ of 120/).waitFor();
    });

    await step('stops on Cancel, and says that nothing is lost', async () => {
      await workbench.notification('Training the autoencoder').press('Cancel');
      const stopped = workbench.notification('Training stopped');
      assert.match(await stopped.text(), /after epoch \d+ of 120\. Nothing is lost: it can go on from there\./);
      assert.deepEqual(await stopped.buttons(), ['Resume', 'Show Log']);
      const [run] = await listRuns(runs);
      assert.equal(run?.status, 'stopped');
      await workbench.screenshotInBothThemes('training-stopped');
    });

    await step('offers to resume it, and no longer to stop it', async () => {
      assert.equal(await workbench.offersCommand('Poetry: Resume Training'), true);
      assert.equal(await workbench.offersCommand('Poetry: Stop Training'), false);
    });

    await step('goes on from there on Resume', async () => {
      await workbench.notification('Training stopped').press('Resume');
      const text = await workbench.notification(/Training goes on after epoch \d+: .*epoch \d+ of 120/).text();
      const [, before, now] = /after epoch (\d+): .*epoch (\d+) of 120/.exec(text) ?? [];
      assert.ok(Number(before) > 0 && Number(now) > Number(before), text);
      await workbench.screenshotInBothThemes('training-progress');
    });

    await step('tells in the end what was learned, beside what simpler methods do', async () => {
      const finished = workbench.notification('Trained on');
      const text = await finished.text(300);
      assert.match(text, /^Trained on 56 poems \([\d,]+ chunks\): 120 epochs in .+, validation loss \d\.\d{4}\. /);
      assert.match(text, /held-out poems it explains -?[\d.]+% of the variance; PCA of the same width .* explains/);
      assert.deepEqual(await finished.buttons(), ['Show Report', 'Open Run Folder']);
      await workbench.statusBarItem(/Poetry: 56 poems, run of \d\d:\d\d/).waitFor();
      await workbench.screenshotInBothThemes('training-finished');
    });

    await step('leaves one complete run, which remembers every epoch once', async () => {
      const [summary, ...others] = await listRuns(runs);
      assert.equal(others.length, 0);
      assert.equal(summary?.status, 'complete');
      const history = await (await openRun(summary.folder)).history();
      assert.deepEqual(
        history.map(({ epoch }) => epoch),
        Array.from({ length: epochs }, (_, index) => index + 1),
      );
    });

    await step('leaves a run that the packaged command line evaluates', async () => {
      const [name = ''] = readdirSync(runs).filter((entry) => /^\d/.test(entry));
      const cli = path.join(extensionFolder, 'dist/cli.mjs');
      const args = [cli, 'evaluate', path.join(runs, name), '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 ** 2 });
      const report = JSON.parse(stdout) as { heldOut: { varianceExplained: number }; baselines: { pca: unknown } };
      assert.ok(Number.isFinite(report.heldOut.varianceExplained));
      assert.ok(report.baselines.pca);
    });

    await step('shows the run among the files on request', async () => {
      await workbench.notification('Trained on').press('Open Run Folder');
      await workbench.treeItem('bottleneck.safetensors').waitFor();
      await workbench.screenshotInBothThemes('run-folder');
    });

    await step('keeps a log, which the status bar opens', async () => {
      await workbench.statusBarItem('Poetry: 56 poems').click();
      await workbench.pick('Show Log');
      assert.match(await workbench.outputContaining('Trained on 56 poems'), /validation loss/);
    });

    await step('shows the report on request', async () => {
      await workbench.runCommand('Poetry: Evaluate Run');
      await workbench.page.getByRole('tab', { name: /^Evaluation of/ }).waitFor();
      await workbench.page.locator('.editor-instance .view-lines').filter({ hasText: /PCA/ }).waitFor();
      await workbench.screenshotInBothThemes('evaluation-report');
    });
  },
};
