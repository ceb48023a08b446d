import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { latestRun } from '../../../src/runs/read-run.ts';
import type { StoredChunk } from '../../../src/runs/stored-chunk.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithTrainedSamples } from '../runner/trained-workspace.ts';

const file = 'brother-anselm/the-casting-of-the-bell.txt';

export const scenario: Scenario = {
  title: 'A poem, read with what the run knows of it',
  fillWorkspace: fillWithTrainedSamples,
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page } = workbench;
    const run = await latestRun(runsFolder(workspace));
    assert.ok(run);
    const chunks = await run.chunks();
    const ofPoem = chunks.filter((chunk) => chunk.file === file);
    const [, second] = ofPoem as [StoredChunk, StoredChunk];
    const word = /\p{L}{5,}/u.exec(second.text.split('\n')[3]!)![0];
    let editor = await workbench.openFile(path.basename(file));

    await step('shows the nearest passages of the line under the mouse', async () => {
      const text = await workbench.hoverOver(editor, word);
      assert.match(text, /The Casting of the Bell — Brother Anselm/);
      assert.match(
        text,
        new RegExp(`chunk 2 of ${ofPoem.length}, lines ${second.range.start.line + 1}-${second.range.end.line + 1}`),
      );
      assert.equal(text.match(/lines? \d+(-\d+)?\n“/g)?.length, 5, text);
      assert.match(text, /Reconstruction: cosine 0\.\d\d, the median of the run is 0\.\d\d\./);
      await workbench.screenshot('hover-dark');
    });

    await step('leads from a neighbour to its passage, selected in its file', async () => {
      const link = workbench.hover.locator('ol a, li a').first();
      const title = await link.innerText();
      await link.click();
      await page.waitForFunction(() =>
        /selected/.test(document.querySelector('#status\\.editor\\.selection')?.textContent ?? ''),
      );
      const name = await workbench.activeTab();
      const selection = /Ln (\d+), Col (\d+) \((\d+) selected\)/.exec(await workbench.selection());
      assert.ok(selection, await workbench.selection());
      const there = chunks.filter((chunk) => path.basename(chunk.file) === name && chunk.title === title);
      // The cursor stands at the selection's end.
      const found = there.find(
        ({ range, text }) => range.end.line + 1 === Number(selection[1]) && text.length === Number(selection[3]),
      );
      const known = there.map(({ range, text }) => `${range.end.line + 1}: ${text.length}`).join(', ');
      assert.ok(found, `${JSON.stringify(title)}, ${name}: ${selection[0]} is none of ${known}`);
    });

    await step('shows the reconstruction of the chunk at the cursor, word by word', async () => {
      editor = await workbench.openFile(path.basename(file));
      await workbench.clickOn(editor, word);
      await workbench.runCommand('Poetry: Inspect Chunk Reconstruction');
      const rows = workbench.webview.locator('#tokens tbody tr');
      await rows.first().waitFor({ timeout: 30_000 });
      const row = chunks.findIndex((chunk) => chunk === second);
      assert.equal(await rows.count(), chunks[row]!.tokens.length);
      const words = await workbench.webview.locator('#tokens td.word').allInnerTexts();
      const inText = second.text.match(/[\p{L}'’-]+/gu) ?? [];
      assert.ok(
        words.every((token) => second.text.includes(token)),
        words.join(' '),
      );
      assert.ok(words.length >= inText.length * 0.9);
      await workbench.webview.locator('.quiet', { hasText: `chunk 2 of ${ofPoem.length}` }).waitFor();
      await workbench.screenshotInBothThemes('inspector');
    });

    await step('goes on to the next chunk, and back to the poem', async () => {
      await workbench.webview.getByText('Next Chunk').click();
      await workbench.webview.locator('.quiet', { hasText: `chunk 3 of ${ofPoem.length}` }).waitFor();
      await workbench.webview.getByText('Reveal in Poem').click();
      const third = ofPoem[2]!;
      await page.waitForFunction(
        (length) =>
          document.querySelector('#status\\.editor\\.selection')?.textContent?.includes(`(${length} selected)`),
        third.text.length,
      );
    });

    await step('compares the passage with its decoded words in a diff editor', async () => {
      await workbench.webview.getByText('Compare with Decoded Words').click();
      await page.locator('.tab.active', { hasText: 'passage ↔ decoded words' }).waitFor();
      await page.locator('.monaco-diff-editor .view-line').first().waitFor();
      await workbench.screenshotInBothThemes('decoded-words');
      await page.keyboard.press('Control+W');
    });

    await step('tints the words of the poem by their error, and stops', async () => {
      editor = await workbench.openFile(path.basename(file));
      await editor.click();
      await workbench.runCommand('Poetry: Toggle Reconstruction Heat');
      await workbench.statusBarItem('Heat: darker is given back worse').waitFor();
      const tinted = editor.locator('.view-overlays .cdr[class*="ced-"], .view-line span[class*="ced-"]');
      await tinted.first().waitFor();
      assert.ok((await tinted.count()) > 20);
      await workbench.screenshotInBothThemes('reconstruction-heat');
      await workbench.runCommand('Poetry: Toggle Reconstruction Heat');
      await tinted.first().waitFor({ state: 'detached' });
    });

    await step('finds passages like a typed line, and shows each while one moves through them', async () => {
      await workbench.runCommand('Poetry: Find Similar Passages…');
      await workbench.quickInput.fill('the bell rings over the snow');
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await rows.nth(5).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page
        .locator('.tab.active em, .tab.active .italic')
        .first()
        .waitFor()
        .catch(() => undefined);
      await workbench.screenshot('find-similar-dark');
      await page.keyboard.press('Escape');
      await workbench.quickInput.waitFor({ state: 'hidden' });
      assert.equal(await workbench.activeTab(), path.basename(file));
    });

    await step('shows the chunk at the cursor on the map', async () => {
      await workbench.clickOn(editor, word);
      await workbench.runCommand('Poetry: Show Chunk on Map');
      await workbench.webview.locator('aside li').nth(4).waitFor({ timeout: 30_000 });
      assert.match(await workbench.webview.locator('aside strong').first().innerText(), /The Casting of the Bell/);
      await workbench.screenshotInBothThemes('map');
    });

    await step('answers edited text as it stands, and follows lines that move', async () => {
      const text = readFileSync(path.join(workspace, file), 'utf8');
      writeFileSync(path.join(workspace, file), `A line before it.\n\nAnd another.\n${text}`);
      await page.keyboard.press('Control+W');
      editor = await workbench.openFile(path.basename(file));
      const moved = await workbench.hoverOver(editor, word);
      assert.match(
        moved,
        new RegExp(`chunk 2 of ${ofPoem.length}, lines ${second.range.start.line + 4}-${second.range.end.line + 4}`),
      );
      const fresh = await workbench.hoverOver(editor, 'another');
      assert.match(fresh, /Edited since the training: answered from the text as it stands/);
    });
  },
};
