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
      const map = workbench.webview.locator('.map');
      await map.locator('canvas').first().waitFor();
      await page.waitForTimeout(1000);
      const seen = (name: string): Promise<string> =>
        map
          .evaluate(paceOfMap)
          .then(({ first, frames }) => `${name}: first picture ${first} ms, ${frames} frames a second`);
      const figures = [await seen(`${chunks.length} points, ${await map.getAttribute('data-renderer')}`)];
      await workbench.screenshotInBothThemes('map-english');
      await workbench.webview.getByRole('combobox', { name: 'Colour by' }).click();
      await workbench.webview.getByRole('option', { name: 'Cluster', exact: true }).click();
      await workbench.webview.getByText('clusters, found by k-means').waitFor({ timeout: 60_000 });
      await workbench.webview.getByRole('combobox', { name: 'Layout' }).click();
      await workbench.webview.getByRole('option', { name: 'UMAP', exact: true }).click();
      await workbench.webview.getByText(/Step [3-9]\d of 200/).waitFor({ timeout: 120_000 });
      await workbench.screenshotInBothThemes('map-english-umap');
      await workbench.webview.getByText('Stop', { exact: true }).click();
      await workbench.webview.getByText('Stopped where it is').waitFor();
      await map.evaluate(showMadeUpPoints, 100_000);
      await page.waitForTimeout(1000);
      figures.push(await seen('100000 points'));
      for (const figure of figures) console.log(`    ${figure}`);
    });
  },
};

/** In the page: how long the first picture took, and how many frames a second it draws while it is zoomed. */
async function paceOfMap(map: Element): Promise<{ first: number; frames: number }> {
  const { left, top, width, height } = map.getBoundingClientRect();
  const place = { clientX: left + width / 2, clientY: top + height / 2, cancelable: true };
  const started = performance.now();
  let frames = 0;
  for (; performance.now() - started < 2000; frames++) {
    map.dispatchEvent(new WheelEvent('wheel', { ...place, deltaY: frames % 40 < 20 ? -30 : 30 }));
    await new Promise(requestAnimationFrame);
  }
  const seconds = (performance.now() - started) / 1000;
  const first = performance.getEntriesByName('first picture').at(-1)?.duration ?? NaN;
  return { first: Math.round(first), frames: Math.round(frames / seconds) };
}

/** In the page: so many passages that no corpus has. */
function showMadeUpPoints(_map: Element, rows: number): void {
  const poems = Array.from({ length: rows / 100 }, (_, i) => ({
    title: `Poem ${i}`,
    author: `Poet ${i % 30}`,
    rows: 100,
  }));
  const points = Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(i * 12.9898) * Math.sin(i * 0.001));
  const passages = { run: 'made up', points, variance: [0.4, 0.2], poems, cosine: new Float32Array(rows) };
  const data = { type: 'passages', passages: { ...passages, split: new Uint8Array(rows) } };
  window.dispatchEvent(new MessageEvent('message', { data }));
}
