import assert from 'node:assert/strict';
import type { Scenario } from '../runner/scenario.ts';

const settings = ['Poem Folder', 'Preset', 'Epochs', 'Seed', 'Batch Size', 'Learning Rate', 'Word Vectors', 'Engine'];

export const scenario: Scenario = {
  title: 'The settings',
  // Else the page lies over the workbench, and closes when another theme is chosen.
  settings: { 'workbench.editor.useModal': 'off' },
  async run({ workbench, step }) {
    const { page } = workbench;
    const rows = page.locator('.settings-editor .setting-item');
    const rowOf = (name: string) =>
      rows.filter({ has: page.locator('.setting-item-label', { hasText: name }) }).first();

    /** The page holds only the settings near those in sight: scrolls on, and then back, until this one is there. */
    const bringIntoSight = async (name: string) => {
      const row = rowOf(name);
      await page.locator('.settings-editor .settings-tree-container').hover();
      for (const [times, step] of [
        [12, 300],
        [24, -300],
      ] as const)
        for (let i = 0; i < times && (await row.count()) === 0; i++) {
          await page.mouse.wheel(0, step);
          await page.waitForTimeout(150);
        }
      await row.scrollIntoViewIfNeeded();
      return row;
    };

    await step('are found by the name of the extension, each with its description', async () => {
      await workbench.runCommand('Preferences: Open Settings (UI)');
      await page.locator('.settings-editor .suggest-input-container .view-lines').click();
      await page.keyboard.type('@ext:poetry-embedding-explorer.poetry-embedding-explorer ');
      // Paths depend on the machine, so that the page of the user's own settings leaves them out.
      await page.locator('.settings-tabs-widget').getByText('Workspace', { exact: true }).click();
      await rowOf('Poem Folder').waitFor();
      await workbench.screenshotInBothThemes('settings');
      for (const name of settings) {
        const row = await bringIntoSight(name);
        assert.match(await row.locator('.setting-item-description').innerText(), /\w{3,}.*\./s, name);
      }
    });

    await step('refuse a number out of range', async () => {
      const seed = await bringIntoSight('Seed');
      await seed.locator('input').fill('-1');
      await seed
        .locator('.setting-item-validation-message')
        .filter({ hasText: /greater than or equal/ })
        .waitFor();
    });
  },
};
