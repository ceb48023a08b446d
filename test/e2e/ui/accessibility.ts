import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listRuns } from '../../../src/runs/read-run.ts';
import { runFiles, runsFolder } from '../../../src/runs/run-folder.ts';
import { seriousProblems, sidewaysScroll } from '../runner/accessibility.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithSeveralRuns, ofAnotherVersion } from '../runner/several-runs.ts';
import { allThemes, eventually, type Theme } from '../workbench.ts';

const narrow = 500;
const wide = 1800;

export const scenario: Scenario = {
  title: 'Every page for everyone: themes, widths, screen readers, and runs that are no good',
  fillWorkspace: fillWithSeveralRuns,
  settings: { 'poetryExplorer.useBaseModel': false },
  limitSeconds: 600,
  async run({ workbench, workspace, step }) {
    const { page, webview } = workbench;
    const runs = await listRuns(runsFolder(workspace));
    const { folder } = runs.find(({ name }) => name === 'quick')!;
    const tabs = webview.getByRole('tab');
    /** Shows each tab of the dashboard in turn, once it has its content. */
    const inEveryTab = async (check: (tab: string) => Promise<void>): Promise<void> => {
      for (const tab of await tabs.all()) {
        await tab.click();
        const panel = webview.locator(`#panel-${(await tab.getAttribute('id'))!.replace(/^tab-/, '')}`);
        await panel.locator('h2').first().waitFor();
        await panel.getByText('Loading…').waitFor({ state: 'detached' });
        await panel.getByText('Comparing…').waitFor({ state: 'detached' });
        await panel.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
        await check(await tab.innerText());
      }
    };
    const inEveryTheme = async (check: (theme: Theme) => Promise<void>): Promise<void> => {
      for (const theme of allThemes) {
        await workbench.switchTheme(theme);
        // The page hears of it a moment later.
        await page.waitForTimeout(500);
        await check(theme);
      }
    };
    const found: string[] = [];
    /** All of a page, but in later themes than the first only what a theme can change. */
    const look = async (where: string, theme: Theme = allThemes[0]!): Promise<void> => {
      const problems = await seriousProblems(workbench, theme === allThemes[0] ? 'all' : 'colours');
      found.push(...problems.map((problem) => `${where}, ${theme}: ${problem}`));
    };
    const nothingFound = (): void => assert.deepEqual(found.splice(0), []);
    /** The webview as wide as this, with nothing beside it. */
    const resize = async (width: number): Promise<void> => {
      const frame = (await page.locator('iframe.webview.ready').boundingBox())!;
      const now = page.viewportSize()!;
      await page.setViewportSize({ width: Math.round(now.width + width - frame.width), height: 900 });
      await page.waitForTimeout(500);
    };
    const fitsEverywhere = async (where: string): Promise<void> => {
      for (const width of [narrow, wide]) {
        await resize(width);
        const wider = await eventually(
          () => sidewaysScroll(workbench),
          (parts) => parts.length === 0,
        );
        assert.deepEqual(wider, [], `${where} at ${width} pixels`);
        if (width === narrow) await workbench.screenshot(`narrow-${where.toLowerCase().replace(/\W+/g, '-')}`);
      }
    };

    await step('axe-core finds nothing serious in any tab of the dashboard, in any theme', async () => {
      await workbench.runCommand('Poetry: Open Training Dashboard');
      await tabs.first().waitFor({ timeout: 60_000 });
      await inEveryTheme((theme) =>
        inEveryTab(async (tab) => {
          await look(tab, theme);
          if (theme.startsWith('high')) await workbench.screenshot(`${theme}-${tab.toLowerCase()}`);
        }),
      );
      nothingFound();
    });

    await step('no tab scrolls sideways, in a narrow panel or a wide one', async () => {
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await inEveryTab((tab) => fitsEverywhere(`Tab ${tab}`));
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    await step('nor in the inspector', async () => {
      const editor = await workbench.openFile('gull-court.txt');
      await editor.locator('.view-line').nth(9).click();
      await workbench.runCommand('Poetry: Inspect Chunk Reconstruction');
      await page.locator('.editor-group-container.active .tab.active', { hasText: /Reconstruction/ }).waitFor();
      await workbench.runCommand('View: Move Editor into Previous Group');
      await webview.locator('#tokens tbody tr').first().waitFor({ timeout: 60_000 });
      await inEveryTheme((theme) => look('the inspector', theme));
      nothingFound();
      await fitsEverywhere('Inspector');
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    await step('nor on the map', async () => {
      await workbench.runCommand('View: Close All Editors');
      await workbench.runCommand('Poetry: Open Map of the Bottleneck');
      await webview.locator('.map canvas').first().waitFor({ timeout: 60_000 });
      await inEveryTheme((theme) => look('the map', theme));
      nothingFound();
      await fitsEverywhere('Map');
      await page.setViewportSize({ width: 1400, height: 900 });
      await workbench.runCommand('View: Close All Editors');
    });

    await step('nor in any tab of the sketches', async () => {
      const editor = await workbench.openFile('gull-court.txt');
      await editor.locator('.view-line').nth(9).click();
      await workbench.runCommand('Poetry: Sketch From This Passage…');
      await page.locator('.editor-group-container.active .tab.active', { hasText: /Sketches/ }).waitFor();
      await workbench.runCommand('View: Move Editor into Previous Group');
      await webview.getByRole('tab', { name: 'Between Two Passages' }).click();
      await webview.getByRole('button', { name: 'Choose the Second Passage…' }).click();
      await workbench.pick(/line/);
      await webview.locator('#panel-between .card').nth(6).waitFor({ timeout: 60_000 });
      const inEverySketchTab = async (check: (tab: string) => Promise<void>): Promise<void> => {
        for (const name of ['Change the Numbers', 'Between Two Passages', 'Towards an Author']) {
          await tabs.filter({ hasText: name }).click();
          const id = await tabs.filter({ hasText: name }).getAttribute('id');
          const panel = webview.locator(`#panel-${id!.replace(/^tab-/, '')}`);
          await panel.locator('.card').first().waitFor();
          await panel.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
          await check(name);
        }
      };
      await inEveryTheme((theme) =>
        inEverySketchTab(async (tab) => {
          await look(tab, theme);
          if (theme.startsWith('high'))
            await workbench.screenshot(`${theme}-sketch-${tab.toLowerCase().replaceAll(' ', '-')}`);
        }),
      );
      nothingFound();
      await inEverySketchTab((tab) => fitsEverywhere(`Sketch ${tab}`));
      await page.setViewportSize({ width: 1400, height: 900 });
      await workbench.runCommand('View: Close All Editors');
    });

    /** The dashboard opened anew, so that it reads its run anew. */
    const openAnew = async (): Promise<void> => {
      await workbench.runCommand('View: Close All Editors');
      await workbench.runCommand('Poetry: Open Training Dashboard');
    };
    const problem = webview.locator('.problem');

    await step('a run with a flipped byte says which file is damaged, in the tab that needs it', async () => {
      const file = path.join(folder, runFiles.history);
      const whole = readFileSync(file);
      const flipped = Buffer.from(whole);
      flipped[whole.length >> 1]! ^= 1;
      writeFileSync(file, flipped);
      await page.locator('.activitybar .action-label[aria-label^="Poetry"]').click();
      await openAnew();
      await webview.getByRole('tab', { name: 'Training' }).click();
      await problem.filter({ hasText: runFiles.history }).waitFor();
      await webview.getByRole('tab', { name: 'Reconstruction' }).click();
      await webview.getByRole('heading', { name: 'Reconstruction by position' }).waitFor();
      await workbench.screenshotInBothThemesOf('dashboard-damaged', () =>
        webview.getByRole('tab', { name: 'Training' }).click(),
      );
      writeFileSync(file, whole);
    });

    await step('a run of another version says so, and what to do', async () => {
      // While it is shown: without a run that can be read the dashboard is not offered.
      for (const { status, folder: complete } of runs) if (status === 'complete') ofAnotherVersion(complete);
      await problem.filter({ hasText: 'only format 1 is read here. Update Poetry Embedding Explorer.' }).waitFor();
      await workbench.screenshotInBothThemes('dashboard-of-another-version');
      await look('a run of another version');
      nothingFound();
    });

    await step('and so does having no run at all', async () => {
      rmSync(runsFolder(workspace), { recursive: true });
      await problem.filter({ hasText: 'There is no run yet. Train the autoencoder first.' }).waitFor();
      await workbench.screenshotInBothThemes('dashboard-no-run');
      await look('no run');
      nothingFound();
    });
  },
};
