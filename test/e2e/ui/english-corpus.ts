import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { linesOf, nearestByHand } from '../runner/nearest-by-hand.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithTrainedEnglishPoems, hasEnglishPoems, longPoem } from '../runner/trained-workspace.ts';

const file = 'william-wordsworth/lines-written-in-early-spring.txt';

export const scenario: Scenario = {
  title: 'The English corpus, with a poem of 10,000 lines',
  missing: () => (hasEnglishPoems ? undefined : 'the English corpus is not on this machine'),
  fillWorkspace: fillWithTrainedEnglishPoems,
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page } = workbench;
    const run = await latestRun(runsFolder(workspace));
    assert.ok(run);
    const chunks = await run.chunks();
    assert.ok(chunks.length > 23_000, `${chunks.length} chunks`);
    const longChunks = chunks.filter((chunk) => chunk.file === longPoem);

    await step('answers a hover with the passages nearest of all', async () => {
      const [asked] = chunks.filter((chunk) => chunk.file === file);
      const line = asked!.text.split('\n')[2]!;
      const editor = await workbench.openFile(path.basename(file));
      const word = /\p{L}{4,}/u.exec(line)![0];
      const text = await workbench.hoverOver(editor, word);
      for (const { chunk, cosine } of await nearestByHand(run, asked!, 5)) {
        const told = `${cosine.toFixed(2)} ${chunk.title}, ${chunk.author}, ${linesOf(chunk)}`;
        assert.ok(text.includes(told), `${told} is not in:\n${text}`);
      }
    });

    await step('answers far down in a poem of 10,000 lines', async () => {
      const asked = longChunks[Math.floor(longChunks.length * 0.9)]!;
      const editor = await workbench.openFile(path.basename(longPoem));
      const line = asked.range.start.line + 2;
      await workbench.goToLine(line + 1);
      const words = readFileSync(path.join(workspace, longPoem), 'utf8').split('\n')[line]!;
      const text = await workbench.hoverOver(editor, words);
      assert.match(text, new RegExp(`chunk ${asked.indexInPoem + 1} of ${asked.chunksInPoem}, ${linesOf(asked)}`));
    });

    await step('follows its lines while it is edited', async () => {
      const asked = longChunks[Math.floor(longChunks.length * 0.9)]!;
      const editor = page.locator('.editor-instance .monaco-editor').first();
      const words = readFileSync(path.join(workspace, longPoem), 'utf8').split('\n')[asked.range.start.line + 2]!;
      // Written at the top of the poem, thousands of lines before.
      await page.keyboard.press('Control+Home');
      await page.keyboard.type('A new line\n');
      await workbench.goToLine(asked.range.start.line + 4);
      const text = await workbench.hoverOver(editor, words);
      const [first, last] = [asked.range.start.line + 2, asked.range.end.line + 2];
      assert.match(text, new RegExp(`chunk ${asked.indexInPoem + 1} of ${asked.chunksInPoem}, lines ${first}-${last}`));
      await page.keyboard.press('Control+Z');
    });

    await step('finds poems and poets that are alike', async () => {
      await workbench.openFile(path.basename(file));
      const rows = page.locator('.quick-input-list .monaco-list-row');
      await workbench.screenshotInBothThemesOf('similar-poems', async () => {
        await workbench.runCommand('Poetry: Find Similar Poems…');
        await page.locator('.quick-input-widget', { hasText: 'Poems most like' }).waitFor();
      });
      await workbench.runCommand('Poetry: Find Similar Authors…');
      const authors = new Set(chunks.map(({ author }) => author));
      await page.locator('.quick-input-widget', { hasText: 'Authors most like William Wordsworth' }).waitFor();
      const first = await rows.first().innerText();
      assert.ok([...authors].some((author) => first.includes(author)));
      await rows.first().click();
      await page.locator('.quick-input-widget', { hasText: 'most like those of William Wordsworth' }).waitFor();
      await rows.first().click();
      await page.waitForFunction(() =>
        /selected/.test(document.querySelector('#status\\.editor\\.selection')?.textContent ?? ''),
      );
    });

    await step('lists its poets and their poems, and finds one by its words', async () => {
      await workbench.runCommand('Poetry: Filter Poems…');
      await workbench.answer('early spring');
      const pane = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Poems' }) });
      await pane.getByText(/^Filter “early spring”: \d+ of 1,\d{3} poems$/).waitFor();
      await pane.locator('.monaco-list-row', { hasText: 'William Wordsworth' }).waitFor();
      await workbench.runCommand('Poetry: Clear Filter');
    });

    await step('shows every passage on the map', async () => {
      await workbench.runCommand('Poetry: Open Map of the Bottleneck');
      await workbench.webview.getByText(`one of ${chunks.length.toLocaleString('en-GB')} passages`).waitFor();
      await workbench.screenshotInBothThemes('map-english');
    });
  },
};
