import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { sessionOf } from '../../../src/compute/run-session.ts';
import { searchPassages } from '../../../src/compute/search-passages.ts';
import { sketchBasis } from '../../../src/compute/sketch-basis.ts';
import { sketchPassages } from '../../../src/compute/sketch-passages.ts';
import { trainFolder } from '../../../src/compute/train-folder.ts';
import type { Sketch, SketchQuestion } from '../../../src/protocol/sketch-messages.ts';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runFiles, runsFolder } from '../../../src/runs/run-folder.ts';
import type { Scenario } from '../runner/scenario.ts';
import { copySamplePoems } from '../runner/sample-workspace.ts';
import { hostileName } from '../runner/several-runs.ts';
import { eventually } from '../workbench.ts';
import { distanceText, leaningText } from '../../../webview/sketch/leaning.ts';
import { differing, tokenName } from '../../../webview/sketch/verse.ts';

const file = 'brother-anselm/the-casting-of-the-bell.txt';
const hostileFile = 'anon.json';

export const scenario: Scenario = {
  title: 'Sketches from the decoder: other numbers, between two passages, towards an author',
  limitSeconds: 500,
  async fillWorkspace(folder) {
    copySamplePoems(folder);
    const text = readFileSync(path.join(folder, file), 'utf8').split('\n').slice(4, 30).join('\n');
    const poem = { title: hostileName, author: `${hostileName} the author`, text };
    writeFileSync(path.join(folder, hostileFile), JSON.stringify([poem]));
    // Long enough for the words to follow the numbers.
    const recipe = { preset: 'gru', epochs: 20, learningRate: 0.005, seed: 42 };
    await trainFolder({ folder, ...recipe }, {}, new AbortController().signal);
  },
  async run({ workbench, workspace, step }) {
    const { page, webview } = workbench;
    const run = await latestRun(runsFolder(workspace));
    assert.ok(run);
    const session = await sessionOf(run.folder);
    const chunks = await session.chunks();
    const second = chunks.filter((chunk) => chunk.file === file)[1]!;
    const row = second.index;
    const word = /\p{L}{5,}/u.exec(second.text.split('\n')[3]!)![0];
    const basis = await sketchBasis(session, [row]);
    const own = basis.passages[0]!.point;
    const panel = (name: SketchQuestion['type']) => webview.locator(`#panel-${name}`);
    const slider = (name: string) => webview.getByRole('slider', { name, exact: true });

    /** The words of a card, step by step, as its table has them once they are those of `sketch`. */
    const assertShows = async (card: Locator, sketch: Sketch): Promise<void> => {
      const wanted = sketch.tokens.map((token, i) => [String(i + 1), tokenName(token)]);
      const table = card.locator('details.numbers');
      const told = async (): Promise<string[][]> => {
        await table.evaluate((details) => details.setAttribute('open', ''));
        return table
          .locator('tbody tr')
          .evaluateAll((rows) => rows.map((one) => [...one.children].map((cell) => cell.textContent ?? '')));
      };
      const { nearest, leaning } = sketch;
      const towards = leaningText(leaning);
      const said = [towards === undefined ? 'Leans nowhere' : `Leans towards ${towards}`, distanceText(leaning)];
      const words = sketch.tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text);
      const isSaid = (leans: string): boolean => said.every((text) => leans.includes(text));
      // Numbers that are moved a little may leave every word as it was: what a sketch leans towards tells them apart.
      const { rows, leans } = await eventually(
        async () => ({ rows: await told(), leans: await card.locator('.leaning').innerText() }),
        (found) => JSON.stringify(found.rows.map(([t, w]) => [t, w])) === JSON.stringify(wanted) && isSaid(found.leans),
      );
      assert.deepEqual(
        rows.map(([t, w]) => [t, w]),
        wanted,
      );
      assert.ok(isSaid(leans), leans);
      rows.forEach((cells, i) => assert.ok(Math.abs(Number(cells[2]) - sketch.tokens[i]!.cosine) < 0.001));
      // The same words stand in its lines.
      const lines = (await card.locator('.verse').first().innerText()).replace(/\s+/g, '');
      assert.equal(lines, words.join(''));
      if (nearest) {
        const summary = await card.locator('details.nearest summary').innerText();
        assert.ok(summary.startsWith(`Nearest real passage: “${nearest.title.slice(0, 59)}`), summary);
        assert.ok(summary.endsWith(`similarity ${nearest.value.toFixed(2).replace('-0.00', '0.00')}`), summary);
        assert.equal(await card.locator('details.nearest .text').textContent(), nearest.text);
      }
    };
    const sketch = async (question: SketchQuestion): Promise<Sketch[]> =>
      (await sketchPassages(session, question)).sketches;
    const edit = async (point: number[]): Promise<Sketch> => (await sketch({ type: 'edit', row, point }))[1]!;

    await step('opens from the palette with what the network decodes of the passage at the cursor', async () => {
      const editor = await workbench.openFile(path.basename(file));
      await workbench.clickOn(editor, word);
      await workbench.runCommand('Poetry: Sketch From This Passage…');
      await webview.getByRole('heading', { name: `Sketches from “${second.title}”` }).waitFor({ timeout: 60_000 });
      await assertShows(panel('edit').locator('.card').nth(0), await edit(own));
      await assertShows(panel('edit').locator('.card').nth(1), await edit(own));
      await panel('edit').getByText('The sketch of the passage itself.').waitFor();
      const real = await panel('edit').locator('.card.real .text').textContent();
      assert.equal(real, second.text);
      assert.ok('varianceExplained' in basis.expectation);
      const percent = (100 * basis.expectation.varianceExplained).toFixed(1).replace('-', '−');
      const about = await webview.locator('.about').innerText();
      assert.ok(about.includes('sketches, not poetry') && about.includes(`${percent}%`), about);
      assert.equal(await panel('edit').getByRole('slider').count(), own.length);
    });

    const edited = [...own];
    const moved = await liveliestNumber();
    await step('follows the sliders, by the keyboard too', async () => {
      const name = `Number ${moved + 1}`;
      const still = `Number ${((moved + 1) % own.length) + 1}`;
      await slider(still).focus();
      await page.keyboard.press('ArrowRight');
      edited[(moved + 1) % own.length] = Number(await slider(still).inputValue());
      await assertShows(panel('edit').locator('.card').nth(0), await edit(edited));
      await slider(name).focus();
      await page.keyboard.press('End');
      edited[moved] = Number(await slider(name).inputValue());
      assert.ok(Math.abs(edited[moved] - basis.numbers[moved]!.most) < 1e-3);
      const told = (await slider(name).getAttribute('aria-valuetext'))!;
      assert.match(told, /^-?\d\.\d\d, mean -?\d\.\d\d, the passage’s own -?\d\.\d\d$/);
      await assertShows(panel('edit').locator('.card').nth(0), await edit(edited));
      const steps = differing((await edit(edited)).tokens, (await edit(own)).tokens);
      assert.ok(steps > 0);
      await panel('edit').getByText(`${steps} of ${second.tokens.length} steps came out otherwise`).waitFor();
      assert.ok((await panel('edit').locator('.card').nth(0).locator('mark').count()) > 0);
      await panel('edit')
        .locator('details')
        .evaluateAll((all) => all.forEach((one) => one.removeAttribute('open')));
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.screenshotInBothThemes('sketch-numbers');
    });

    await step('comes back after a reload with the numbers as they were moved', async () => {
      await workbench.reloadWindow();
      await webview.getByRole('heading', { name: `Sketches from “${second.title}”` }).waitFor({ timeout: 60_000 });
      await assertShows(panel('edit').locator('.card').nth(0), await edit(edited));
      const kept = Number(await slider(`Number ${moved + 1}`).inputValue());
      assert.ok(Math.abs(kept - edited[moved]!) < 1e-6);
    });

    await step('goes to the average, near to no passage, and back to the passage', async () => {
      await panel('edit').getByRole('button', { name: 'To the Average' }).click();
      await panel('edit').getByText('It lies in the middle of all passages').waitFor();
      await assertShows(panel('edit').locator('.card').nth(0), await edit(basis.numbers.map(({ mean }) => mean)));
      await panel('edit').getByRole('button', { name: 'Back to the Passage' }).click();
      await panel('edit').getByText('The sketch of the passage itself.').waitFor();
      await assertShows(panel('edit').locator('.card').nth(0), await edit(own));
    });

    await step('goes towards an author, as strongly as is asked', async () => {
      await webview.getByRole('tab', { name: 'Towards an Author' }).click();
      const add = 'Lev Astor';
      await webview.getByRole('combobox', { name: 'Add' }).click();
      await webview.getByRole('option', { name: add }).click();
      await slider('Strength').focus();
      await page.keyboard.press('End');
      const [before, after] = await sketch({ type: 'style', row, add, take: second.author, strength: 2 });
      await assertShows(panel('style').locator('.card').nth(0), after!);
      await assertShows(panel('style').locator('.card').nth(1), before!);
      assert.notDeepEqual(after!.tokens, before!.tokens);
      await panel('style')
        .locator('details')
        .evaluateAll((all) => all.forEach((one) => one.removeAttribute('open')));
      await workbench.screenshotInBothThemes('sketch-style');
      await slider('Strength').focus();
      await page.keyboard.press('Home');
      await panel('style').getByText('The sketch of the passage itself.').waitFor();
      // A name that could harm is text: in the list of authors there is no picture, and nothing ran.
      await webview.getByRole('combobox', { name: 'Add' }).click();
      const option = webview.getByRole('option', { name: /^<img src=x onerror/ });
      await option.click();
      const card = panel('style').locator('.card h2').first();
      assert.equal(
        (
          await eventually(
            () => card.innerText(),
            (text) => text.includes('<img'),
          )
        ).slice(0, 12),
        'Towards <img',
      );
      assert.equal(await webview.locator('img').count(), 0);
    });

    const words = 'year comet latch';
    const [other] = await searchPassages(session, words);
    assert.ok(other !== undefined);
    await step('walks from the passage to another one that is looked for', async () => {
      await webview.getByRole('tab', { name: 'Between Two Passages' }).click();
      await webview.getByRole('button', { name: 'Choose the Second Passage…' }).click();
      await workbench.quickInput.fill(words);
      const opening = chunks[other]!.text.split('\n')[0]!.trim().slice(0, 20);
      await workbench.pick(opening);
      await webview.getByText(`The second passage is ${chunks[other]!.title}`).waitFor();
      const cards = panel('between').locator('.card');
      await cards.nth(6).waitFor();
      assert.equal(await cards.count(), 7);
      const five = await sketch({ type: 'between', row, other, steps: 5 });
      for (const [i, one] of five.entries()) await assertShows(cards.nth(i + 1), one);
      assert.deepEqual(five[0]!.tokens, (await edit(own)).tokens);
      assert.equal(await cards.nth(0).locator('.text').first().textContent(), second.text);
      assert.equal(await cards.nth(6).locator('.text').first().textContent(), chunks[other]!.text);
      await panel('between')
        .locator('details')
        .evaluateAll((all) => all.forEach((one) => one.removeAttribute('open')));
      await workbench.screenshotInBothThemes('sketch-between');
      await slider('Number of sketches').focus();
      await page.keyboard.press('Home');
      await cards.nth(4).waitFor({ state: 'detached' });
      assert.equal(await cards.count(), 4);
      await assertShows(cards.nth(2), five[4]!);
    });

    await step('comes back after a reload in the same tab, with both passages', async () => {
      await workbench.reloadWindow();
      await webview.getByText(`The second passage is ${chunks[other]!.title}`).waitFor({ timeout: 60_000 });
      await panel('between').locator('.card').nth(3).waitFor();
      assert.equal(await panel('between').locator('.card').count(), 4);
    });

    await step('opens from the map: from the chosen passage, and between two that are selected', async () => {
      const [pair, found] = await pairOfPassages();
      await workbench.runCommand('View: Close All Editors');
      await workbench.runCommand('Poetry: Open Map of the Bottleneck');
      await webview.locator('vscode-text-field input').fill(pair);
      await webview.getByText('2 passages selected').waitFor({ timeout: 60_000 });
      await webview.locator('.passage').first().click();
      await webview.getByRole('button', { name: 'Sketch From It' }).waitFor();
      await workbench.screenshotInBothThemes('sketch-from-map');
      await webview.getByRole('button', { name: 'Sketch Between Them' }).click();
      await page.locator('.tab.active', { hasText: 'Sketches from the Decoder' }).waitFor();
      await webview.getByText(`The second passage is ${chunks[found[1]!]!.title}`).waitFor({ timeout: 60_000 });
      const ends = await sketch({ type: 'between', row: found[0]!, other: found[1]!, steps: 5 });
      await assertShows(panel('between').locator('.card').nth(5), ends[4]!);
      await page.keyboard.press('Control+W');
      await webview.getByRole('button', { name: 'Sketch From It' }).click();
      await page.locator('.tab.active', { hasText: 'Sketches from the Decoder' }).waitFor();
      await webview.getByRole('heading', { name: `Sketches from “${chunks[found[0]!]!.title}”` }).waitFor();
      await panel('edit').locator('.card').nth(2).waitFor();
    });

    await step('opens from the inspector', async () => {
      await workbench.runCommand('View: Close All Editors');
      const editor = await workbench.openFile(path.basename(file));
      await workbench.clickOn(editor, word);
      await workbench.runCommand('Poetry: Inspect Chunk Reconstruction');
      await webview.getByText('Sketch From It').click();
      await page.locator('.tab.active', { hasText: 'Sketches from the Decoder' }).waitFor();
      await webview.getByRole('heading', { name: `Sketches from “${second.title}”` }).waitFor({ timeout: 60_000 });
      await assertShows(panel('edit').locator('.card').nth(1), await edit(own));
    });

    await step('says so when the run has lost its evaluation', async () => {
      await workbench.runCommand('View: Close All Editors');
      const evaluation = path.join(run.folder, runFiles.evaluation);
      writeFileSync(evaluation, readFileSync(evaluation, 'utf8').slice(0, -20));
      const editor = await workbench.openFile(path.basename(file));
      await workbench.clickOn(editor, word);
      await workbench.runCommand('Poetry: Sketch From This Passage…');
      await webview
        .getByText('So nothing tells how much to expect; “Evaluate Run” measures it.')
        .waitFor({ timeout: 60_000 });
      assert.match(await webview.locator('.about').innerText(), new RegExp(runFiles.evaluation.replace('.', '\\.')));
      await panel('edit').locator('.card').nth(2).waitFor();
    });

    /** The number whose most changes more words than that of any other. */
    async function liveliestNumber(): Promise<number> {
      const changes: number[] = [];
      for (const [d, { most }] of basis.numbers.entries()) {
        const point = own.map((x, i) => (i === d ? most : x));
        const [before, after] = await sketch({ type: 'edit', row, point });
        changes.push(differing(before!.tokens, after!.tokens));
      }
      return changes.indexOf(Math.max(...changes));
    }

    /** A word that exactly two passages hold, and those. */
    async function pairOfPassages(): Promise<[string, Int32Array]> {
      for (const token of session.vocabulary.tokens) {
        if (!/^[a-z]{5,}$/.test(token)) continue;
        const rows = await searchPassages(session, token);
        if (rows.length === 2) return [token, rows];
      }
      throw new Error('No word of the run is in exactly two passages.');
    }
  },
};
