import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { listRuns } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import type { Scenario } from '../runner/scenario.ts';

export const scenario: Scenario = {
  title: 'A training whose process dies, or whose window is reloaded',
  settings: { 'poetryExplorer.epochs': 5000 }, // It is stopped in the end.
  limitSeconds: 300,
  async run({ workbench, workspace, extensionFolder, step }) {
    const pastFirstEpoch = /epoch ([2-9]|\d\d+) of 5000/;

    await step('is told of, with an offer to go on', async () => {
      await workbench.runCommand('Poetry: Train Autoencoder');
      await workbench.notification(pastFirstEpoch).text(120);
      process.kill(computeProcess(extensionFolder), 'SIGKILL');
      const problem = workbench.notification('The compute process ended unexpectedly');
      await problem.text();
      assert.deepEqual(await problem.buttons(), ['Resume', 'Show Log']);
      await workbench.screenshotInBothThemes('compute-process-died');
    });

    await step('goes on from its last checkpoint in a new process', async () => {
      await workbench.notification('The compute process ended unexpectedly').press('Resume');
      await workbench.notification(/Training goes on after epoch \d+: .*epoch \d+ of 5000/).text(60);
    });

    await step('goes on by itself after the window is reloaded', async () => {
      await workbench.page.reload();
      const text = await workbench.notification(/where the window was closed: .*epoch \d+ of 5000/).text(60);
      assert.match(text, /Training goes on after epoch \d+, where the window was closed/);
    });

    await step('has been one run all along', async () => {
      await workbench.runCommand('Poetry: Stop Training');
      await workbench.notification('Training stopped').text();
      const runs = await listRuns(runsFolder(workspace));
      assert.deepEqual(
        runs.map(({ status, problem }) => ({ status, problem })),
        [{ status: 'stopped', problem: undefined }],
      );
    });
  },
};

/** The id of the one compute process that runs from the installed extension. */
function computeProcess(extensionFolder: string): number {
  const isCompute = (id: string): boolean => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(`${extensionFolder}/dist/compute.mjs`);
    } catch {
      return false; // It has ended since.
    }
  };
  const [found, ...others] = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && isCompute(entry));
  assert.ok(found !== undefined && others.length === 0, 'one compute process is running');
  return Number(found);
}
