import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { EpochRecord } from '../../../src/runs/epoch-record.ts';
import { listRuns, openRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { judgeTraining } from '../../../src/training/judge-training.ts';
import type { Scenario } from '../runner/scenario.ts';
import { eventually } from '../workbench.ts';

const epochs = 240;

export const scenario: Scenario = {
  title: 'The Training tab: watched live, paused, read again, trained further',
  // Long enough for what is done meanwhile.
  // The seed's curriculum has three phases.
  settings: { 'poetryExplorer.preset': 'seed', 'poetryExplorer.epochs': epochs },
  limitSeconds: 500,
  async run({ workbench, workspace, step }) {
    const { page, webview } = workbench;
    const runs = runsFolder(workspace);
    const newest = async () => openRun((await listRuns(runs))[0]!.folder);
    const button = (name: string) => webview.locator('vscode-button').filter({ hasText: name, visible: true });
    const numbers = (chart: string) =>
      webview
        .locator('figure')
        .filter({ has: page.locator(`canvas[aria-label^="${chart}"]`) })
        .locator('details');
    const rows = (chart: string) => numbers(chart).locator('tbody tr');
    const standing = webview.locator('.standing');
    const loss = 'Loss by epoch';

    await step('shows epochs as they are done, without drawing all anew', async () => {
      await workbench.runCommand('Poetry: Train Autoencoder');
      await workbench.notification(/epoch \d+ of 240/).text(120);
      await workbench.runCommand('Poetry: Open Training Dashboard');
      await webview.getByRole('heading', { name: 'Loss', exact: true }).waitFor();
      await numbers(loss).locator('summary').click();
      await rows(loss).first().waitFor();
      const before = await rows(loss).count();
      const frame = numbers(loss).locator('.scroll');
      await waitUntil(async () => (await rows(loss).count()) > Math.max(before + 3, 30));
      await frame.focus();
      await frame.evaluate((node) => node.scrollTo({ top: 100 }));
      const then = await rows(loss).count();
      await waitUntil(async () => (await rows(loss).count()) > then + 3);
      assert.equal(await frame.evaluate((node) => node.scrollTop), 100);
      assert.equal(await frame.evaluate((node) => node === document.activeElement), true);
      assert.match(
        await standing.innerText(),
        /^Phase [123] of 3 · epoch \d+ of 240 · batch \d+ of \d+ · loss \d\.\d{4}( · [\d.]+ batches a second)?( · .* left)?$/,
      );
      const engine = webview.locator('.live .quiet');
      assert.match(await engine.innerText(), /^Computed by wasm .*\. CUDA and WebGPU are not set up\.$/);
      assert.match(await webview.getByRole('status').innerText(), /Phase [123] of 3, epoch \d+ of 240/);
      await numbers(loss).locator('summary').click();
      await standing.evaluate((node) => node.scrollIntoView({ block: 'center' }));
      await workbench.screenshotInBothThemes('dashboard-training-live');
    });

    let held = 0;
    await step('pauses: the epochs stand still, and everything says so', async () => {
      await button('Pause').click();
      await standing.filter({ hasText: /^Paused · Phase/ }).waitFor();
      await workbench.statusBarItem(/Poetry: paused, epoch \d+ of 240/).waitFor();
      await workbench.notification('Training the autoencoder: Paused').text();
      assert.equal(await workbench.offersCommand('Poetry: Pause Training'), false);
      held = (await (await newest()).history()).length;
      const told = await standing.innerText();
      await page.waitForTimeout(3000);
      assert.equal((await (await newest()).history()).length, held);
      assert.equal(await standing.innerText(), told);
      await numbers(loss).locator('summary').click();
      await waitUntil(async () => (await rows(loss).count()) === held);
    });

    await step('is read from the run again when the panel was out of sight', async () => {
      await workbench.openFile('gull-court.txt');
      await page.getByRole('tab', { name: 'Training Dashboard' }).click();
      await standing.filter({ hasText: /^Paused · Phase/ }).waitFor();
      await numbers(loss).locator('summary').click();
      await waitUntil(async () => (await rows(loss).count()) === held);
      await workbench.screenshotInBothThemes('dashboard-training-paused');
    });

    await step('goes on', async () => {
      await button('Continue').click();
      await waitUntil(async () => (await rows(loss).count()) > held + 2);
    });

    await step('shows all again after the window is reloaded, and stops on request', async () => {
      await page.reload();
      await workbench.notification(/where the window was closed/).text(60);
      await standing.filter({ hasText: /^Phase \d of 3/ }).waitFor({ timeout: 60_000 });
      await numbers(loss).locator('summary').click();
      await rows(loss).nth(held).waitFor();
      await button('Stop').click();
      await standing.filter({ hasText: /^Stopped after \d+ epochs/ }).waitFor();
      assert.equal(await button('Pause').count(), 0);
    });

    await step('resumes, and says when it is complete', async () => {
      await button('Resume').click();
      await standing.filter({ hasText: 'Complete: 240 epochs' }).waitFor({ timeout: 200_000 });
      await workbench.notification('Trained on').text(30);
    });

    await step('draws what the run’s history says', async () => {
      const history = await (await newest()).history();
      assert.equal(history.length, epochs);
      await equals(numbers(loss), history, ({ trainLoss, valLoss }) => [trainLoss, valLoss]);
      await equals(numbers('Norm of the gradient'), history, ({ gradientNorm: { max, mean, clipped, last } }) => [
        ...[max, mean, clipped, last],
      ]);
      await equals(numbers('Activation'), history, ({ encoder, decoder }) => [
        ...[encoder.meanActivation, encoder.stdActivation, decoder.meanActivation, decoder.stdActivation],
        ...[encoder.temporalVariance, decoder.temporalVariance],
      ]);
      await equals(numbers('Saturation'), history, ({ encoder, decoder }) => [encoder.saturation, decoder.saturation]);
      await equals(numbers('Learning rate'), history, ({ learningRate }) => [learningRate]);
      await equals(numbers('Speed'), history, ({ batches, seconds }) => [batches / seconds, batches, seconds]);

      await numbers('Mean loss').locator('summary').click();
      const told = await cellsOf(rows('Mean loss'));
      const phases = [1, 2, 3].map((phase) => history.filter((record) => record.phase === phase));
      assert.deepEqual(
        told.map((cells) => [cells[0], cells[1], cells[2], cells[3]]),
        phases.map((of, i) => {
          const mean = of.reduce((sum, { trainLoss }) => sum + trainLoss, 0) / of.length;
          return [String(i + 1), of[0]!.phaseName, String(of.length), mean.toPrecision(4)];
        }),
      );
      await webview
        .locator('details[open]')
        .evaluateAll((open) => open.forEach((details) => ((details as HTMLDetailsElement).open = false)));
    });

    await step('shows the gradient of one parameter on request', async () => {
      const history = await (await newest()).history();
      const parameter = Object.keys(history[0]!.parameterNorms)[1]!;
      await webview.locator('vscode-dropdown').click();
      await webview.locator('vscode-option').filter({ hasText: parameter }).click();
      await equals(numbers('Norm of the gradient'), history, ({ parameterNorms }) => [parameterNorms[parameter]!]);
      await numbers('Norm of the gradient').locator('summary').click();
      await webview.locator('vscode-dropdown').click();
      await webview.locator('vscode-option').filter({ hasText: 'All parameters' }).click();
    });

    await step('says in words what the figures mean', async () => {
      const { verdicts } = judgeTraining(await (await newest()).history());
      const told = await webview.locator('.judgement li').allInnerTexts();
      assert.equal(told.length, verdicts.length);
      for (const [i, { finding, meaning, advice }] of verdicts.entries())
        for (const words of [finding, meaning, advice]) assert.ok(told[i]!.includes(words), `${told[i]} / ${words}`);
    });

    await step('smooths the loss, and keeps that choice over a reload of the page', async () => {
      await workbench.runCommand('Notifications: Clear All Notifications');
      await webview.locator('vscode-checkbox').click();
      await workbench.screenshotInBothThemes('dashboard-training');
      const verdicts = webview.getByRole('heading', { name: 'What the figures say' });
      await verdicts.evaluate((node) => node.scrollIntoView());
      await workbench.screenshotInBothThemes('dashboard-training-verdicts');
      await webview.locator('.card').last().scrollIntoViewIfNeeded();
      await workbench.screenshotInBothThemes('dashboard-training-charts');
      await workbench.openFile('gull-court.txt');
      await page.getByRole('tab', { name: 'Training Dashboard' }).click();
      await webview.locator('vscode-checkbox[aria-checked="true"]').waitFor();
    });

    await step('is readable in a narrow window', async () => {
      await page.setViewportSize({ width: 760, height: 1100 });
      for (const part of ['body', 'vscode-panels']) {
        const tooWide = (): Promise<number> =>
          webview.locator(part).evaluate((node) => node.scrollWidth - node.clientWidth);
        const overflow = await eventually(tooWide, (pixels) => pixels <= 0);
        assert.ok(overflow <= 0, `${part} is ${overflow} pixels too wide`);
      }
      await workbench.screenshot('dashboard-training-narrow');
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    await step('trains further: a second run that begins where the first ended', async () => {
      const first = await newest();
      await button('Train More…').click();
      await workbench.answer('0');
      await page.locator('.quick-input-message', { hasText: 'A whole number from 1 to' }).waitFor();
      await workbench.answer('12');
      await standing.filter({ hasText: 'Complete: 12 epochs' }).waitFor({ timeout: 120_000 });
      await webview
        .getByText(`Begun with the weights of the run ${first.id}, which had been trained for 240`)
        .waitFor();
      const second = await newest();
      assert.notEqual(second.id, first.id);
      assert.deepEqual(second.config.startedFrom, { run: first.id, epochs });
      const [before, after] = [await first.history(), await second.history()];
      assert.equal(after.length, 12);
      const [end, begin] = [before.at(-1)!.trainLoss, after[0]!.trainLoss];
      const firstOfPhase = before.find(({ phase }) => phase === 3)!.trainLoss;
      assert.ok(Math.abs(begin - end) < Math.abs(firstOfPhase - end), `${firstOfPhase} … ${end}, then ${begin}`);
      await workbench.screenshotInBothThemes('dashboard-train-more');
    });
  },
};

/** Opens the numbers of a chart and compares them with the history: epoch and phase, then these values. */
async function equals(
  details: Locator,
  history: readonly EpochRecord[],
  valuesOf: (record: EpochRecord) => (number | null)[],
): Promise<void> {
  if (!(await details.evaluate((node) => (node as HTMLDetailsElement).open))) await details.locator('summary').click();
  await details
    .locator('tbody tr')
    .nth(history.length - 1)
    .waitFor();
  const shown = (value: number | null): string =>
    value === null ? '' : Number.isInteger(value) ? String(value) : value.toPrecision(4);
  assert.deepEqual(
    await cellsOf(details.locator('tbody tr')),
    history.map((record) => [record.epoch, record.phase, ...valuesOf(record)].map(shown)),
  );
}

/** All texts of a table, read at once. */
async function cellsOf(rows: Locator): Promise<string[][]> {
  return rows.evaluateAll((found) =>
    found.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
  );
}

async function waitUntil(holds: () => Promise<boolean>, seconds = 30): Promise<void> {
  for (const until = Date.now() + seconds * 1000; !(await holds());) {
    if (Date.now() > until) throw new Error(`It did not come to be within ${seconds} seconds.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
