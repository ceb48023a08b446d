import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspectPassage } from '../../../src/compute/inspect-passage.ts';
import { sessionOf } from '../../../src/compute/run-session.ts';
import { signed } from '../../../src/vscode/describe-passage.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { latestRun, type Run } from '../../../src/runs/read-run.ts';
import type { StoredChunk } from '../../../src/runs/stored-chunk.ts';
import { linesOf, nearestByHand, overlap } from '../runner/nearest-by-hand.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithTrainedSamples } from '../runner/trained-workspace.ts';
import { eventually } from '../workbench.ts';

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
      for (const { chunk, cosine } of await nearestByHand(run, second, 5)) {
        const told = `${cosine.toFixed(2)} ${chunk.title}, ${chunk.author}, ${linesOf(chunk)}`;
        assert.ok(text.includes(told), `${told} is not in:\n${text}`);
      }
      const table = await (await sessionOf(run.folder)).table();
      const median = [...table.cosine].sort((a, b) => a - b).at(table.rows >> 1)!;
      const quality = `Reconstruction: cosine ${signed(table.cosine[second.index]!)}, the median of the run is`;
      assert.ok(text.includes(quality), text);
      await workbench.screenshotInBothThemesOf('hover', () => workbench.hoverOver(editor, word));
      assert.ok(Math.abs(Number(/the median of the run is (\d\.\d\d)/.exec(text)![1]) - median) <= 0.011, text);
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

      // Every cell, beside what the same question to the run gives here.
      const { tokens, bottleneck } = await inspectPassage(await sessionOf(run.folder), { run: run.folder, chunk: row });
      for (const [t, { nearest, cosine, mse }] of tokens.entries()) {
        const cells = await rows.nth(t).locator('td').allInnerTexts();
        assert.equal(cells[0], String(t + 1));
        assert.equal(cells[2]!.replace(/ ✓$/, ''), nearest);
        assert.ok(Math.abs(Number(cells[3]) - cosine) < 0.002, `${cells.join(' ')} / ${cosine}`);
        assert.ok(Math.abs(Number(cells[4]) - mse) < 0.0005, `${cells.join(' ')} / ${mse}`);
      }
      const strips = await workbench.webview.locator('.strips .number .value').allInnerTexts();
      assert.deepEqual(
        strips.map(Number),
        bottleneck.map(({ value }) => Number(value.toFixed(2))),
      );
      const plane = workbench.webview.locator('section', { hasText: 'plane' }).locator('details').last();
      await plane.locator('summary').click();
      await plane.locator('tbody tr').first().waitFor();
      assert.equal(await plane.locator('tbody tr').count(), tokens.length);
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
      await workbench.runCommand('View: Focus First Editor Group');
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
      const isBack = (tab: string): boolean => tab === path.basename(file);
      assert.ok(isBack(await eventually(() => workbench.activeTab(), isBack)));
    });

    await step('finds passages like the lines that are selected', async () => {
      await workbench.clickOn(editor, word);
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await workbench.runCommand('Poetry: Find Similar Passages…');
      await workbench.quickPickRow(/lines? \d+/).waitFor();
      // The poem's own passage, which holds these very lines, is near them.
      assert.match(await workbench.quickInput.inputValue(), /\p{L}{3,}/u);
      await page.keyboard.press('Enter');
      await workbench.quickInput.waitFor({ state: 'hidden' });
      await page.waitForFunction(() =>
        /selected/.test(document.querySelector('#status\\.editor\\.selection')?.textContent ?? ''),
      );
    });

    await step('lists more neighbours, with those that share its words on request', async () => {
      const [asked, marked] = await chunkNearItsNext(run, chunks);
      editor = await workbench.openFile(path.basename(asked.file));
      await workbench.goToLine(asked.range.start.line + 2);
      await workbench.runCommand('Poetry: Show Nearest Passages');
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await page.locator('.quick-input-widget', { hasText: `Nearest to ${asked.title}` }).waitFor();
      const [nearest] = await nearestByHand(run, asked, 1);
      const first = await rows.first().innerText();
      assert.ok(first.includes(nearest!.chunk.title), `${nearest!.chunk.title} is not the first: ${first}`);
      // Where the palette's entry was, the mouse now brings up a hint that covers the button.
      await page.mouse.move(700, 892);
      await page.locator('.hover-contents').first().waitFor({ state: 'hidden' });
      await page.locator('.quick-input-titlebar .action-label').last().click();
      await workbench.quickPickRow(`${linesOf(marked)} · shares words with this passage`).waitFor();
      await workbench.screenshot('nearest-passages-dark');
      await page.keyboard.press('Escape');
      await workbench.quickInput.waitFor({ state: 'hidden' });
    });

    await step('compares in another way, and says so from then on', async () => {
      editor = await workbench.openFile(path.basename(file));
      await workbench.runCommand('Poetry: Change How Passages Are Compared…');
      await workbench.pick('Distance, whitened');
      await workbench.clickOn(editor, word);
      let text = '';
      for (let tries = 0; tries < 10 && !text.includes('same spread'); tries++)
        text = await workbench.hoverOver(editor, word);
      assert.match(text, /distance \d\.\d\d/);
      assert.match(text, /by the distance of their bottleneck numbers, all directions brought to the same spread/);
      await workbench.runCommand('Poetry: Change How Passages Are Compared…');
      await workbench.quickPickRow(/^Distance, whitened\s*now/).waitFor();
      await page.keyboard.press('Escape');
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

/** A chunk among whose nearest is one that shares words with it, and that one. */
async function chunkNearItsNext(run: Run, chunks: readonly StoredChunk[]): Promise<[StoredChunk, StoredChunk]> {
  for (const asked of chunks) {
    if (asked.overlapPrevious > 0) continue;
    const found = (await nearestByHand(run, asked, 5, true)).find(({ chunk }) => overlap(asked, chunk));
    if (found) return [asked, found.chunk];
  }
  throw new Error('No chunk of the run has a neighbour that shares words with it.');
}
