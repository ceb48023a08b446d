import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { eventually, succeeds } from '../workbench.ts';
import { copySamplePoems } from '../runner/sample-workspace.ts';
import type { Scenario } from '../runner/scenario.ts';

const file = 'brother-anselm/the-casting-of-the-bell.txt';
/** It takes the base model some twenty seconds. */
const longPoem = 'tides-without-end.txt';
const filesOf = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

export const scenario: Scenario = {
  title: 'The base model: a folder explored before anything is trained',
  fillWorkspace(folder) {
    copySamplePoems(folder);
    const line = (i: number): string => `${i} the tide comes in and the tide goes out by the wall`;
    writeFileSync(path.join(folder, longPoem), Array.from({ length: 70_000 }, (_, i) => line(i)).join('\n'));
  },
  settings: { 'poetryExplorer.preset': 'quick', 'poetryExplorer.epochs': 3 },
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page, webview } = workbench;
    const pane = (name: string) => page.locator('.pane', { has: page.locator('.pane-header', { hasText: name }) });
    const rows = (name: string) => pane(name).locator('.monaco-list-row');
    const byBase = /By the base model; train on these poems for nearer passages\./;
    let editor = await workbench.openFile(path.basename(file));

    await step('can be stopped while it reads, and does not begin again by itself', async () => {
      const reading = workbench.notification('The base model reads the poems');
      await workbench.hoverOver(editor, 'furnace');
      await workbench.hover.getByText('The base model is reading these poems').waitFor();
      await reading.text();
      await workbench.screenshotInBothThemes('base-model-reading');
      await reading.press('Cancel');
      await reading.isGone();
      for (let again = 0; again < 2; again++) {
        await workbench.hoverOver(editor, 'furnace');
        await workbench.hover.getByText('You stopped the base model while it read these poems').waitFor();
      }
      assert.equal(await reading.locator.count(), 0);
      await workbench.screenshotInBothThemesOf('base-model-stopped', () => workbench.hoverOver(editor, 'furnace'));
    });

    await step('reads them after all where that is asked for', async () => {
      rmSync(path.join(workspace, longPoem));
      await workbench.hover.getByText('Read them after all').click();
      await workbench.statusBarItem('Poetry: 56 poems, base model').waitFor({ timeout: 60_000 });
    });
    const before = filesOf(workspace);

    await step('answers the first hover in a clean workspace', async () => {
      const text = await eventually(
        () => workbench.hoverOver(editor, 'furnace'),
        (told) => byBase.test(told),
      );
      assert.match(text, /The Casting of the Bell — Brother Anselm/);
      assert.match(text, /chunk \d+ of \d+, lines \d+-\d+/);
      assert.equal(text.match(/lines? \d+(-\d+)?\n“/g)?.length, 5, text);
      await workbench.statusBarItem('Poetry: 56 poems, base model').waitFor();
      await workbench.screenshotInBothThemesOf('base-model-hover', () => workbench.hoverOver(editor, 'furnace'));
    });

    await step('leads from a neighbour to its passage, selected in its file', async () => {
      const link = workbench.hover.locator('ol a, li a').first();
      await link.click();
      await page.waitForFunction(() =>
        /selected/.test(document.querySelector('#status\\.editor\\.selection')?.textContent ?? ''),
      );
    });

    await step('fills the trees, and says that it was not trained on these poems', async () => {
      await page.locator('.activitybar .action-label[aria-label^="Poetry"]').click();
      await rows('Poems').filter({ hasText: 'August Rill' }).waitFor();
      await pane('Poems').getByText('which was not trained on these poems').waitFor();
      await rows('Runs').filter({ hasText: 'Base model' }).waitFor();
      assert.equal(await rows('Runs').count(), 1);
      assert.match(await rows('Runs').first().innerText(), /Base model\s*not trained on these poems/);
      await workbench.screenshotInBothThemes('base-model-trees');
      await rows('Runs').first().click({ button: 'right' });
      const menu = page.locator('.monaco-menu .action-label');
      await succeeds(menu.first().waitFor({ timeout: 2000 }));
      for (const entry of await menu.allInnerTexts()) assert.doesNotMatch(entry, /Rename|Delete|Export|Train More/);
      await page.keyboard.press('Escape');
    });

    await step('tells in the dashboard why there are no losses', async () => {
      await rows('Runs').first().click();
      await webview.getByText('The base model was not trained here').first().waitFor({ timeout: 30_000 });
      await workbench.screenshotInBothThemes('base-model-dashboard');
      await webview.getByRole('tab', { name: 'Dimensions' }).click();
      await webview.locator('#panel-dimensions h2').first().waitFor({ timeout: 60_000 });
      await page.keyboard.press('Control+W');
    });

    await step('draws the map', async () => {
      await workbench.runCommand('Poetry: Open Map of the Bottleneck');
      await webview.locator('canvas').first().waitFor({ timeout: 30_000 });
      await webview.getByText('Map of the base model, not trained on these poems').first().waitFor();
      await workbench.screenshotInBothThemes('base-model-map');
      await page.keyboard.press('Control+W');
    });

    await step('sketches, and says what a sketch leans towards where its words say little', async () => {
      editor = await workbench.openFile(path.basename(file));
      await workbench.clickOn(editor, 'furnace');
      await workbench.runCommand('Poetry: Sketch From This Passage…');
      const leaning = webview.locator('.card.sketch .leaning').first();
      await leaning.getByText(/^Leans towards (\S+, ){7}\S+$/).waitFor({ timeout: 60_000 });
      await workbench.screenshotInBothThemesOf('base-model-sketch', () =>
        leaning.evaluate((node) => node.scrollIntoView({ block: 'center' })),
      );
      await page.keyboard.press('Control+W');
    });

    await step('has written nothing into the folder', () => {
      assert.deepEqual(filesOf(workspace), before);
      assert.equal(existsSync(runsFolder(workspace)), false);
      return Promise.resolve();
    });

    await step('reads the poems again once there are others', async () => {
      const poem = 'The lamp on the pier\nburns low in the rain;\nthe nets on the wall\nare mended again.\n'.repeat(3);
      writeFileSync(path.join(workspace, 'august-rill/the-lamp-on-the-pier.txt'), poem);
      editor = await workbench.openFile(path.basename(file));
      const told = workbench.statusBarItem('Poetry: 57 poems, base model');
      // Its hovers ask for it, and not before it has rested.
      await eventually(
        async () => {
          await workbench.hoverOver(editor, 'furnace');
          return succeeds(told.waitFor({ timeout: 1000 }));
        },
        (isThere) => isThere,
      );
      await told.waitFor();
      const added = await workbench.openFile('the-lamp-on-the-pier.txt');
      const text = await workbench.hoverOver(added, 'burns');
      assert.match(text, byBase);
      assert.doesNotMatch(text, /Edited/);
    });

    await step('gives way to the first run that is trained', async () => {
      await workbench.runCommand('Poetry: Train Autoencoder');
      await workbench.notification('Trained on').text(120);
      await rows('Runs').filter({ hasText: 'quick' }).waitFor();
      assert.equal(await rows('Runs').count(), 1);
      editor = await workbench.openFile(path.basename(file));
      const text = await eventually(
        () => workbench.hoverOver(editor, 'furnace'),
        (told) => told.includes('Nearest passages') && !told.includes('base model'),
      );
      assert.doesNotMatch(text, /base model/);
      await workbench.statusBarItem(/Poetry: 57 poems, run of \d\d:\d\d/).waitFor();
    });
  },
};
