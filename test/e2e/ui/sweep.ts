import assert from 'node:assert/strict';
import { stateOfSweep } from '../../../src/compute/sweep-state.ts';
import { rankMembers } from '../../../src/protocol/rank-sweep.ts';
import type { SweepMeasure } from '../../../src/protocol/sweep-messages.ts';
import { namedRun } from '../../../src/runs/latest.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { listSweeps, readSweep } from '../../../src/runs/sweep-plan.ts';
import { figureTexts } from '../../../webview/sweep/member-texts.ts';
import { seriousProblems, sidewaysScroll } from '../runner/accessibility.ts';
import type { Scenario } from '../runner/scenario.ts';
import { allThemes, eventually } from '../workbench.ts';

const command = 'Poetry: Compare Architectures…';
const epochs = 12;

export const scenario: Scenario = {
  title: 'Architectures compared: chosen, trained at once, stopped, cut off, gone on with, ranked',
  settings: { 'poetryExplorer.useBaseModel': false },
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page, webview } = workbench;
    const runs = runsFolder(workspace);
    const row = (text: string) => webview.locator('tbody tr').filter({ hasText: text });

    await step('asks what shall be compared, and says what it would take', async () => {
      await workbench.runCommand(command);
      await workbench.quickPickRow('ever longer passages').waitFor();
      // Proposed, but it takes longer than the others.
      await workbench.pick('one poem near one another');
      await page.keyboard.press('Enter');
      await workbench.pick('GRU');
      await workbench.pick('RNN');
      await page.keyboard.press('Enter');
      await workbench.quickInput.fill('20-16');
      await page.getByText('stretches as in 15-20').waitFor();
      await workbench.answer('16, 18');
      await page.getByText('(4 of 4)').waitFor();
      await workbench.answer(String(epochs));
      await page.getByText(/4 trainings, \d at a time: roughly .*on this machine/).waitFor({ timeout: 60_000 });
      await workbench.screenshot('sweep-begin');
      await workbench.pick('Begin');
    });

    await step('shows how each stands while they are trained, and stops when it is told to', async () => {
      await webview.getByRole('heading', { name: '4 architectures compared' }).waitFor({ timeout: 60_000 });
      await row('In training: epoch').first().waitFor({ timeout: 60_000 });
      assert.equal(await webview.locator('tr[data-member]').count(), 4);
      await workbench.statusBarItem('Comparing architectures').waitFor();
      await webview.getByText(/left$/).waitFor({ timeout: 60_000 });
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.screenshotInBothThemes('sweep-training');
      await webview.getByRole('button', { name: 'Stop' }).click();
      await webview.getByText('nothing is lost: it can go on from here').waitFor({ timeout: 60_000 });
      await row('Stopped after epoch').first().waitFor();
    });

    await step('goes on, also where the window was closed meanwhile', async () => {
      await webview.getByRole('button', { name: 'Go On' }).click();
      await row('In training: epoch').first().waitFor({ timeout: 60_000 });
      await workbench.reloadWindow();
      await webview.getByRole('heading', { name: '4 architectures compared' }).waitFor({ timeout: 60_000 });
      const offer = workbench.notification('A comparison of architectures was interrupted');
      await offer.press('Go On');
      await webview.getByText('4 of 4 done').waitFor({ timeout: 120_000 });
    });

    const [id] = await listSweeps(runs);
    const state = await stateOfSweep(runs, await readSweep(runs, id!));
    /** The rows as the runs on disk tell them. */
    const wanted = (measure: SweepMeasure): string[][] =>
      rankMembers(state, measure).map(({ rank, likeBest, state: one, result }) => [
        `${rank}${likeBest ? ' ≈' : ''}`,
        ...[one.preset, one.cell.toUpperCase(), String(one.bottleneckSize)],
        figureTexts(result.scores[measure]).value,
      ]);
    const shown = async (column: number): Promise<string[][]> =>
      webview.locator('tbody.members tr').evaluateAll(
        (rows, figure) =>
          rows.map((one) => {
            const cells = [...one.children];
            return [...cells.slice(0, 4).map((cell) => cell.textContent), cells[figure]!.firstChild!.textContent!];
          }),
        column,
      );

    await step('ranks them beside methods without a network, as their runs tell it', async () => {
      assert.deepEqual(
        state.members.map(({ state: one, epoch }) => [one, epoch]),
        Array(4).fill(['complete', epochs]),
      );
      assert.deepEqual(await shown(4), wanted('varianceExplained'));
      await row('PCA of the whole passage').first().waitFor();
      await webview.getByText('single seed').waitFor();
      await workbench.screenshotInBothThemes('sweep-ranked');
    });

    await step('ranks them by another measure, and keeps that', async () => {
      await webview.getByRole('button', { name: 'Same poem in 5' }).click();
      assert.deepEqual(await shown(6), wanted('samePoemAt5'));
      await webview.getByRole('button', { name: 'Parameters' }).click();
      const sizes = (await shown(6)).map(([, , cell, size]) => `${cell} ${size}`);
      assert.deepEqual(sizes, ['RNN 16', 'RNN 18', 'GRU 16', 'GRU 18']);
    });

    await step('is for everyone: screen readers, themes, and narrow panels', async () => {
      const found: string[] = [];
      for (const theme of allThemes) {
        await workbench.switchTheme(theme);
        await page.waitForTimeout(500);
        const problems = await seriousProblems(workbench, theme === allThemes[0] ? 'all' : 'colours');
        found.push(...problems.map((problem) => `${theme}: ${problem}`));
        if (theme === 'highContrastDark') await workbench.screenshot('sweep-high-contrast');
      }
      assert.deepEqual(found, []);
      await workbench.switchTheme('dark');
      await page.setViewportSize({ width: 560, height: 900 });
      const wider = await eventually(
        () => sidewaysScroll(workbench),
        (parts) => parts.length === 0,
      );
      assert.deepEqual(wider, []);
      await workbench.screenshot('sweep-narrow');
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    await step('leads to the run of each', async () => {
      const best = rankMembers(state, 'varianceExplained')[0]!.state;
      const name = `${best.preset}, ${best.cell}, ${best.bottleneckSize} numbers`;
      await webview.getByRole('button', { name: `Explore: ${name}` }).click();
      const current = await eventually(
        () => namedRun(runs),
        (run) => best.run!.endsWith(run) && run !== '',
      );
      assert.ok(best.run!.endsWith(current));
      await webview.getByRole('button', { name: `Dashboard: ${name}` }).click();
      await webview.getByRole('heading', { name, level: 1 }).waitFor({ timeout: 60_000 });
    });

    await step('is there again from the palette', async () => {
      await workbench.runCommand('View: Close All Editors');
      await workbench.runCommand(command);
      await workbench.pick(/4\sarchitectures/);
      await webview.getByRole('heading', { name: '4 architectures compared' }).waitFor({ timeout: 60_000 });
      assert.equal(await webview.locator('tbody.members tr').count(), 4);
    });
  },
};
