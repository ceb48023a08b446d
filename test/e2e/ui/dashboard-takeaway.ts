import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { pngScale } from '../../../webview/shared/chart-picture.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithTrainedSamples } from '../runner/trained-workspace.ts';

export const scenario: Scenario = {
  title: 'Charts and their numbers, taken away',
  fillWorkspace: fillWithTrainedSamples,
  limitSeconds: 300,
  async run({ workbench, workspace, step }) {
    const { page, webview } = workbench;
    const run = await latestRun(runsFolder(workspace));
    assert.ok(run);
    const history = await run.history();
    const loss = webview.locator('figure').first();
    const save = async (format: 'PNG' | 'SVG' | 'CSV'): Promise<Buffer> => {
      const file = path.join(workspace, `taken.${format.toLowerCase()}`);
      await loss.getByRole('button', { name: `Save as ${format}` }).click();
      await workbench.saveAs(file);
      const saved = workbench.notification(`Saved as ${file}`);
      await saved.text();
      await saved.locator.getByRole('button', { name: 'Clear Notification' }).click();
      return readFileSync(file);
    };

    await step('saves the numbers as CSV, one row for each epoch as the run has it', async () => {
      await workbench.runCommand('Poetry: Open Training Dashboard');
      await loss.waitFor();
      const [columns, ...rows] = (await save('CSV')).toString('utf8').trimEnd().split('\r\n');
      const names = columns!.split(',');
      assert.equal(rows.length, history.length);
      for (const [i, row] of rows.entries()) {
        const cells = row.split(',');
        const { epoch, trainLoss, valLoss } = history[i]!;
        assert.equal(Number(cells[names.indexOf('epoch')]), epoch);
        assert.equal(Number(cells[names.indexOf('training loss')]), trainLoss);
        assert.equal(Number(cells[names.indexOf('validation loss')]), valLoss);
      }
    });

    await step('saves the picture as PNG, at twice the size of the page', async () => {
      const bytes = await save('PNG');
      assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
      const shown = (await loss.locator('canvas').boundingBox())!;
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      assert.ok(Math.abs(width - pngScale * shown.width) <= pngScale, `${width} of ${shown.width}`);
      assert.ok(height > pngScale * shown.height, `${height} of ${shown.height}`);
      assert.ok(bytes.length > 5000, 'a drawn picture is larger than an empty one');
    });

    await step('saves the drawing as SVG: well-formed, with its words as text and its lines as paths', async () => {
      const text = (await save('SVG')).toString('utf8');
      const seen = await page.evaluate((source) => {
        const drawing = new DOMParser().parseFromString(source, 'image/svg+xml');
        // No function with a name: it would not arrive in the page whole.
        const [errors, titles, descriptions, texts] = ['parsererror', 'title', 'desc', 'text'].map((name) =>
          [...drawing.querySelectorAll(name)].map((element) => element.textContent ?? ''),
        ) as [string[], string[], string[], string[]];
        const paths = drawing.querySelectorAll('path[stroke]').length;
        return { root: drawing.documentElement.nodeName, errors, titles, descriptions, texts, paths };
      }, text);
      assert.deepEqual([seen.root, seen.errors], ['svg', []]);
      assert.match(seen.titles[0]!, /loss/i);
      assert.match(seen.descriptions[0]!, /training loss, validation loss/);
      for (const axis of ['epoch', 'mean squared error (log)', 'training loss'])
        assert.ok(
          seen.texts.some((words) => words.includes(axis)),
          `${axis} is not among ${seen.texts.join(' | ')}`,
        );
      assert.ok(seen.paths > history.length, `${seen.paths} lines`);
      await workbench.screenshotInBothThemes('dashboard-takeaway');
    });

    await step('leaves a save that is not wanted after all', async () => {
      await loss.getByRole('button', { name: 'Save as PNG' }).click();
      await workbench.quickInput.waitFor();
      await page.keyboard.press('Escape');
      await workbench.quickInput.waitFor({ state: 'hidden' });
      assert.equal(await page.locator('.notification-toast').count(), 0);
    });
  },
};
