import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { namedRun } from '../../../src/runs/latest.ts';
import { latestRun, listRuns, openRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { eventually, succeeds } from '../workbench.ts';
import type { Scenario } from '../runner/scenario.ts';

export const scenario: Scenario = {
  title: 'The Poetry view: poems and runs',
  settings: { 'poetryExplorer.preset': 'quick', 'poetryExplorer.epochs': 3, 'poetryExplorer.useBaseModel': false },
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page } = workbench;
    const runs = runsFolder(workspace);
    const pane = (name: string) => page.locator('.pane', { has: page.locator('.pane-header', { hasText: name }) });
    const rows = (name: string) => pane(name).locator('.monaco-list-row');

    await step('welcomes those who have no run yet', async () => {
      await page.locator('.activitybar .action-label[aria-label^="Poetry"]').click();
      await pane('Poems').getByText('No run yet').waitFor();
      await pane('Runs').getByText('Runs appear here once you have trained').waitFor();
      await workbench.screenshotInBothThemes('welcome-views');
      const editor = await workbench.openFile('gull-court.txt');
      const offer = await workbench.hoverOver(editor, 'assize');
      assert.equal(offer, 'Train an autoencoder on these poems to see the passages nearest to this one.');
      await pane('Poems').getByRole('button', { name: 'Train Autoencoder' }).click();
      await workbench.notification('Trained on').text(120);
    });

    const run = await latestRun(runs);
    assert.ok(run);
    const chunks = await run.chunks();

    await step('shows authors, poems and chunks, opened by the keyboard', async () => {
      await rows('Poems').filter({ hasText: 'August Rill' }).waitFor();
      assert.equal(await rows('Poems').count(), 8);
      await rows('Poems').filter({ hasText: 'Ines Marrow' }).click();
      await page.keyboard.press('ArrowRight');
      await rows('Poems').filter({ hasText: 'Gull Court' }).waitFor();
      const [first] = chunks.filter(({ title }) => title === 'Gull Court');
      const row = rows('Poems').filter({
        hasText: `lines ${first!.range.start.line + 1}-${first!.range.end.line + 1}`,
      });
      // A key pressed while the tree is loading does nothing, and on a leaf neither.
      await eventually(
        async () => {
          await page.keyboard.press('ArrowRight');
          return succeeds(row.waitFor({ timeout: 1000 }));
        },
        (isThere) => isThere,
      );
      assert.match(await row.innerText(), /They hold their assize[\s\S]*lines \d+-\d+ · cosine -?\d\.\d\d/);
      await workbench.screenshotInBothThemes('poems-tree');
      await row.click();
      await page.waitForFunction(
        (length) =>
          document.querySelector('#status\\.editor\\.selection')?.textContent?.includes(`(${length} selected)`),
        first!.text.length,
      );
      assert.equal(await workbench.activeTab(), 'gull-court.txt');
    });

    await step('finds the chunk at the cursor', async () => {
      const editor = await workbench.openFile('neap.txt');
      await editor.locator('.view-line').nth(9).click();
      await workbench.runCommand('Poetry: Reveal Chunk in Tree');
      const selected = pane('Poems').locator('.monaco-list-row.selected');
      await selected.filter({ hasText: 'cosine' }).waitFor();
      const told = /lines? (\d+)(?:-(\d+))?/.exec(await selected.innerText());
      const [from, to] = [Number(told![1]), Number(told![2] ?? told![1])];
      assert.ok(
        chunks.some(
          ({ file, range }) => file.endsWith('neap.txt') && range.start.line + 1 === from && range.end.line + 1 === to,
        ),
      );
    });

    await step('filters by words, says how many are left, and shows all again', async () => {
      await workbench.runCommand('Poetry: Filter Poems…');
      await workbench.answer('gull court');
      await pane('Poems').getByText('1 of 56 poems').waitFor();
      await rows('Poems').filter({ hasText: 'August Rill' }).waitFor({ state: 'detached' });
      await workbench.runCommand('Poetry: Clear Filter');
      await rows('Poems').filter({ hasText: 'August Rill' }).waitFor();
    });

    await step('sorts by how well poems are given back', async () => {
      await workbench.runCommand('Poetry: Sort Poems…');
      await workbench.pick('Worst reconstructed first');
      await page.waitForTimeout(500);
      const told = (
        await rows('Poems')
          .filter({ hasText: /\d poems · cosine/ })
          .allInnerTexts()
      ).map((text) => Number(/cosine (-?\d\.\d\d)/.exec(text)![1]));
      assert.ok(told.length > 1);
      assert.deepEqual(
        told,
        [...told].sort((a, b) => a - b),
      );
    });

    await step('lists the run with its facts, and opens its dashboard', async () => {
      const row = rows('Runs').first();
      assert.match(
        await row.innerText(),
        /workspace[\s\S]*current · quick · .* · validation loss \d\.\d{4} · explains -?\d+\.\d%/,
      );
      await row.click();
      await workbench.webview.getByRole('heading', { name: 'Loss', exact: true }).waitFor({ timeout: 30_000 });
      assert.equal(await workbench.webview.locator('.facts dd').first().innerText(), 'quick');
      const loss = workbench.webview.locator('details', { hasText: 'Numbers' }).first();
      await loss.locator('summary').click();
      const history = await run.history();
      const firstEpoch = loss.locator('tbody tr').first();
      await firstEpoch.waitFor();
      const told = await firstEpoch.locator('td').allInnerTexts();
      assert.equal(told[2], history[0]!.trainLoss.toPrecision(4));
      await workbench.webview.getByRole('tab', { name: 'Quality' }).click();
      await workbench.webview.getByRole('heading', { name: 'Is what it learned worth showing?' }).waitFor();
    });

    await step('renames a run', async () => {
      await rows('Runs').first().click();
      await page.keyboard.press('F2');
      await page.locator('.quick-input-widget', { hasText: 'Rename Run' }).locator('.quick-input-message').waitFor();
      await workbench.answer('First try');
      await rows('Runs').filter({ hasText: 'First try' }).waitFor();
      assert.equal((await listRuns(runs))[0]?.name, 'First try');
    });

    await step('exports a run to a folder, and takes it in again', async () => {
      const folder = `${workspace}-exported`;
      mkdirSync(folder);
      await workbench.chooseFromMenu(rows('Runs').first(), 'Export Run…');
      await workbench.chooseFolder(folder);
      const copied = await workbench.notification('The run was copied to').text();
      assert.ok(copied.includes(path.join(folder, path.basename(run.folder))), copied);
      const copy = await openRun(path.join(folder, path.basename(run.folder)));
      assert.deepEqual(await copy.bottleneck(), await run.bottleneck());

      await workbench.runCommand('Poetry: Import Run…');
      await workbench.chooseFolder(copy.folder);
      await workbench.notification('The run “First try” is there now').text();
      await rows('Runs').nth(1).waitFor();
      const imported = (await listRuns(runs)).find(({ folder: other }) => other !== run.folder);
      assert.deepEqual(await (await openRun(imported!.folder)).bottleneck(), await run.bottleneck());
      rmSync(imported!.folder, { recursive: true });
      await rows('Runs').nth(1).waitFor({ state: 'detached' });
    });

    await step('makes an older run current', async () => {
      await workbench.runCommand('Poetry: Train Autoencoder');
      await rows('Runs').nth(1).waitFor({ timeout: 120_000 });
      await rows('Runs')
        .filter({ hasText: 'First try' })
        .filter({ hasNotText: 'current' })
        .waitFor({ timeout: 120_000 });
      // Until then the rows are made anew, and a button of one that is gone does not know of which run it was.
      await workbench.notification('Trained on').text(120);
      await rows('Runs').filter({ hasText: 'First try' }).hover();
      await rows('Runs').filter({ hasText: 'First try' }).getByRole('button', { name: 'Make Run Current' }).click();
      await rows('Runs').filter({ hasText: 'First try' }).filter({ hasText: 'current' }).waitFor();
      assert.equal(await namedRun(runs), path.basename(run.folder));
      await workbench.screenshotInBothThemes('runs-tree');
    });

    await step('asks before it deletes a run, and then it is gone', async () => {
      const other = rows('Runs').filter({ hasNotText: 'First try' }).first();
      await other.click();
      await workbench.chooseFromMenu(other, 'Delete Run…');
      const dialog = page.locator('.monaco-dialog-box');
      await dialog.filter({ hasText: 'Your poems stay as they are' }).waitFor();
      await workbench.screenshot('delete-run');
      await dialog.getByRole('button', { name: 'Delete' }).click();
      await other.waitFor({ state: 'detached' });
      assert.deepEqual(
        (await listRuns(runs)).map(({ name }) => name),
        ['First try'],
      );
    });
  },
};
