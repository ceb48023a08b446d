import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readActivationTimes } from '../runner/activation-times.ts';
import type { Scenario } from '../runner/scenario.ts';

export const scenario: Scenario = {
  title: 'The sample poems, from a folder without poems',
  fillWorkspace: (folder) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'notes.json'), '{"notes": "not a poem"}');
  },
  async run({ workbench, step }) {
    await step('tells why it cannot train on a folder without poems', async () => {
      await workbench.runCommand('Poetry: Train Autoencoder');
      const problem = workbench.notification('no poems');
      assert.ok((await problem.text(60)).includes('workspace'), 'it names the folder');
      await workbench.screenshotInBothThemes('no-poems');
    });

    await step('are offered by an extension that has woken, and VS Code says what that took', async () => {
      const { load, ownLoad, call, event } = await readActivationTimes(workbench);
      // Each is rounded by itself.
      assert.ok(ownLoad > 0 && load + 1 >= ownLoad && call > 0, `${ownLoad} of ${load} ms and ${call} ms`);
      assert.match(event, /^on(Command:poetryExplorer\.trainAutoencoder|Language:plaintext)$/);
    });

    await step('are ready after Open Sample Poems, which asks where to open them', async () => {
      await workbench.runCommand('Poetry: Open Sample Poems');
      const ready = workbench.notification('The sample poems are ready');
      await ready.text();
      assert.deepEqual(await ready.buttons(), ['New Window', 'This Window']);
      await ready.press('This Window');
      await workbench.page.waitForURL(/sample-poems/);
    });

    await step('open in this window, to be read and changed', async () => {
      await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'odile-park' }).waitFor();
      const editor = await workbench.openFile('last-train.txt');
      await editor.click();
      await workbench.page.keyboard.type('A new line. ');
      await workbench.page.keyboard.press('Control+S');
      await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'last-train.txt' }).waitFor();
      await workbench.screenshotInBothThemes('sample-poems');
    });
  },
};
