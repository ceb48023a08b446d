import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { clustersOf } from '../../../src/compute/cluster-passages.ts';
import { layoutFile } from '../../../src/compute/kept-layout.ts';
import { sessionOf } from '../../../src/compute/run-session.ts';
import { searchPassages } from '../../../src/compute/search-passages.ts';
import type { Projection } from '../../../src/protocol/projection-messages.ts';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { parseCsv } from '../../compute/parse-csv.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithTrainedSamples } from '../runner/trained-workspace.ts';
import { eventually } from '../workbench.ts';
import { toScreen, viewOfAll } from '../../../webview/map/view-transform.ts';

const tsne: Projection = { type: 'tsne', perplexity: 20, iterations: 500, seed: 42 };
const umap: Projection = { type: 'umap', neighbours: 15, minimumDistance: 0.1, epochs: 200, seed: 42 };

export const scenario: Scenario = {
  title: 'The map: layouts, clusters, selections, and what is taken away',
  fillWorkspace: fillWithTrainedSamples,
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page } = workbench;
    const run = await latestRun(runsFolder(workspace));
    assert.ok(run);
    const session = await sessionOf(run.folder);
    const table = await session.table();
    const chunks = await session.chunks();
    const clusters = await clustersOf(session);
    const web = () => workbench.webview;
    const map = () => web().locator('.map');
    const choose = async (box: string, option: string): Promise<void> => {
      await web().getByRole('combobox', { name: box }).click();
      await web().getByRole('option', { name: option, exact: true }).click();
    };
    const setNumber = async (label: string, value: number): Promise<void> => {
      const input = web().getByRole('spinbutton', { name: label });
      await input.fill(String(value));
      await input.press('Tab');
    };
    /** Coordinates as the table behind the map has them; it shows four digits. */
    const told = async (): Promise<string[][]> => {
      const behind = web().locator('details', { hasText: 'Passages as a table' });
      if ((await behind.getAttribute('open')) === null) await behind.locator('summary').click();
      const rows = behind.locator('tbody tr');
      await rows.first().waitFor();
      return rows.evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
      );
    };
    const assertPlaces = async (points: ArrayLike<number>): Promise<void> => {
      const rows = await told();
      assert.equal(rows.length, Math.min(100, table.rows));
      rows.forEach((cells, row) => {
        for (const axis of [0, 1] as const) {
          const [shown, true_] = [Number(cells[3 + axis]), points[row * 2 + axis]!];
          assert.ok(Math.abs(shown - true_) <= 0.001 * Math.abs(true_) + 1e-9, `${row}: ${shown} / ${true_}`);
        }
      });
    };
    const keptPoints = async (projection: Projection): Promise<Float32Array> => {
      const points = (await run.tensors(layoutFile(projection))).get('points');
      assert.ok(points?.dtype === 'F32');
      return points.data;
    };

    // There is no graphics card here: WebGL is computed, which the map would leave alone if it were told.
    await page.addInitScript(() => {
      const own = WebGL2RenderingContext.prototype.getExtension as (this: unknown, name: string) => unknown;
      WebGL2RenderingContext.prototype.getExtension = function (this: WebGL2RenderingContext, name: string) {
        return name === 'WEBGL_debug_renderer_info' ? null : own.call(this, name);
      } as typeof WebGL2RenderingContext.prototype.getExtension;
    });

    await step('shows the principal components at once, drawn with WebGL 2', async () => {
      await workbench.runCommand('Poetry: Open Map of the Bottleneck');
      await web().getByText(`one of ${table.rows} passages`).waitFor();
      assert.equal(await map().getAttribute('data-renderer'), 'WebGL 2');
      await assertPlaces(table.plane);
      await web().locator('details summary').click();
      await workbench.screenshotInBothThemes('map-pca');
    });

    await step('shows the whole passage of the dot under the mouse', async () => {
      const box = await boxOf();
      const view = viewOfAll(table.plane, box);
      // One that lies apart from the others: the leftmost.
      const row = [...Array(table.rows).keys()].sort((a, b) => table.plane[a * 2]! - table.plane[b * 2]!)[0]!;
      const [x, y] = toScreen(view, box, table.plane[row * 2]!, table.plane[row * 2 + 1]!);
      await page.mouse.move(box.x + x - 30, box.y + y);
      await page.mouse.move(box.x + x, box.y + y, { steps: 3 });
      const card = web().locator('.card');
      await card.waitFor();
      const chunk = (await run.chunks())[row]!;
      const words = (text: string): string => text.replace(/\s+/g, ' ').trim();
      const told = async (): Promise<string> => words((await card.locator('.verse').textContent()) ?? '');
      assert.equal(await eventually(told, (text) => text === words(chunk.text)), words(chunk.text));
      assert.ok((await card.innerText()).includes(chunk.title));
      await workbench.screenshot('map-hover-card-dark');
      await page.mouse.move(5, 5);
    });

    await step('steps towards t-SNE visibly, and stops when asked', async () => {
      await choose('Layout', 't-SNE');
      await web()
        .getByText(/^Kept with the run/)
        .waitFor({ timeout: 60_000 });
      await setNumber('Iterations', 10_000);
      await web().getByText('Lay Out Again').click();
      await web()
        .getByText(/Step [1-9][\d,]* of 10,000/)
        .waitFor();
      await workbench.screenshot('map-stepping-dark');
      await web().getByText('Stop', { exact: true }).click();
      await web().getByText('Stopped where it is').waitFor();
      assert.equal(await run.has(layoutFile({ ...tsne, perplexity: 30, iterations: 10_000 })), false);
    });

    await step('keeps a finished layout with the run, and shows it at once the next time', async () => {
      await setNumber('Perplexity', 20);
      await setNumber('Iterations', 500);
      await web().getByText('Lay Out Again').click();
      await web()
        .getByText(/^Kept with the run/)
        .waitFor({ timeout: 60_000 });
      const kept = await keptPoints(tsne);
      await assertPlaces(kept);
      await choose('Layout', 'UMAP');
      await web()
        .getByText(/^Kept with the run/)
        .waitFor({ timeout: 60_000 });
      await assertPlaces(await keptPoints(umap));
      await web().locator('details summary').click();
      await choose('Colour by', 'Poem');
      await workbench.screenshotInBothThemes('map-umap');
      await choose('Layout', 't-SNE');
      await web()
        .getByText(/^As kept with the run/)
        .waitFor();
      await assertPlaces(kept);
      await web().locator('details summary').click();
    });

    await step('finds clusters, names and counts them, and brings one out', async () => {
      await choose('Colour by', 'Cluster');
      await web().getByText(`${clusters.words.length} clusters, found by k-means`).waitFor();
      const entries = await web().locator('.legend button').allInnerTexts();
      const counts = clusters.words.map((_, cluster) => clusters.clusterOf.filter((one) => one === cluster).length);
      assert.deepEqual(
        entries.map((text) => text.replace(/\s+/g, ' ')),
        clusters.words.map((words, i) => `${i + 1}: ${words.slice(0, 3).join(', ')} ${counts[i]}`),
      );
      await web().locator('.legend button').nth(1).click();
      await web().getByText(`${counts[1]} passages selected`).waitFor();
      const [first] = [...clusters.clusterOf.keys()].filter((row) => clusters.clusterOf[row] === 1);
      const opening = web().locator('.passage .verse').first();
      await opening.waitFor();
      assert.equal(await opening.innerText(), table.opening(first!));
      await workbench.screenshotInBothThemes('map-clusters');
      await web().locator('.legend button').nth(1).click();
      await web().getByText(`${counts[1]} passages selected`).waitFor({ state: 'hidden' });
    });

    await step('selects by a box and by a lasso, and lists what is selected', async () => {
      await web().getByRole('button', { name: 'Box' }).click();
      await drag(page, await boxOf(), [
        [0.01, 0.01],
        [0.99, 0.99],
      ]);
      await web().getByText(`${table.rows} passages selected`).waitFor();
      await map().focus();
      await page.keyboard.press('Escape');
      await page.keyboard.press('l');
      assert.equal(await web().getByRole('button', { name: 'Lasso' }).getAttribute('aria-pressed'), 'true');
      const [left, right] = [0.02, 0.5].map((from): [number, number][] => [
        [from, 0.01],
        [from + 0.48, 0.01],
        [from + 0.48, 0.99],
        [from, 0.99],
      ]);
      await drag(page, await boxOf(), left!);
      const part = await selectedCount();
      assert.ok(part > 0 && part < table.rows, String(part));
      await workbench.screenshotInBothThemes('map-lasso');
      await page.keyboard.down('Shift');
      await drag(page, await boxOf(), right!);
      await page.keyboard.up('Shift');
      const both = await selectedCount();
      assert.ok(both > part, `${both} after ${part}`);
    });

    await step('walks the list by the keyboard and opens the poem', async () => {
      const items = web().locator('.passage');
      await items.first().focus();
      await page.keyboard.press('ArrowDown');
      const title = await items.nth(1).locator('strong').innerText();
      await web().locator('section[aria-label="The chosen passage"] strong', { hasText: title }).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() =>
        /selected/.test(document.querySelector('#status\\.editor\\.selection')?.textContent ?? ''),
      );
      const name = await workbench.activeTab();
      assert.ok(
        chunks.some((chunk) => chunk.title === title && path.basename(chunk.file) === name),
        name,
      );
      await page.keyboard.press('Control+W');
    });

    await step('finds passages by their words', async () => {
      const rows = await searchPassages(session, 'snow');
      assert.ok(rows.length > 0);
      await web().locator('vscode-text-field input').fill('snow');
      await web().getByText(`${rows.length} found`).waitFor();
      assert.equal(await selectedCount(), rows.length);
      await workbench.screenshotInBothThemes('map-search');
    });

    await step('saves the found passages and the picture', async () => {
      const rows = await searchPassages(session, 'snow');
      const csv = `${workspace}-found.csv`;
      await web().getByRole('button', { name: 'Save as CSV…: the selected passages' }).click();
      await workbench.saveAs(csv);
      await workbench.notification('Saved as').text();
      const [head, ...lines] = parseCsv(readFileSync(csv, 'utf8'));
      assert.deepEqual(
        lines.map((cells) => [cells[0], Number(cells[1]), cells[7]!.replace(/^'/, '')]),
        [...rows].map((row) => [chunks[row]!.file, chunks[row]!.range.start.line + 1, chunks[row]!.text]),
      );
      const kept = await keptPoints(tsne);
      const { vectors, size } = await run.bottleneck();
      lines.forEach((cells, i) => {
        const row = rows[i]!;
        assert.deepEqual([cells[8], cells[9]].map(Number), [kept[row * 2], kept[row * 2 + 1]]);
        assert.deepEqual(cells.slice(-size).map(Number), [...vectors.subarray(row * size, (row + 1) * size)]);
      });
      assert.equal(head!.length, lines[0]!.length);
      const png = `${workspace}-map.png`;
      await web().getByRole('button', { name: 'Save Picture…' }).click();
      await workbench.saveAs(png);
      for (let tries = 0; tries < 50 && !existsSync(png); tries++) await page.waitForTimeout(100);
      const bytes = readFileSync(png);
      assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
      assert.ok(bytes.length > 5000);
    });

    await step('comes back as it was after a reload', async () => {
      await page.reload();
      await web()
        .getByText(/^As kept with the run/)
        .waitFor({ timeout: 60_000 });
      await web().getByText(`${clusters.words.length} clusters, found by k-means`).waitFor();
      assert.equal(await web().getByRole('button', { name: 'Lasso' }).getAttribute('aria-pressed'), 'true');
      await assertPlaces(await keptPoints(tsne));
    });

    await step('goes on without WebGL when the graphics card takes it away', async () => {
      assert.equal(await map().getAttribute('data-renderer'), 'WebGL 2');
      await map()
        .locator('canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) =>
          canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext(),
        );
      await web().locator('.map[data-renderer="Canvas 2D"]').waitFor();
      await assertDrawn();
    });

    await step('draws without WebGL where no graphics card is behind it', async () => {
      await page.addInitScript(() => {
        const own = HTMLCanvasElement.prototype.getContext as (this: HTMLCanvasElement, ...a: unknown[]) => unknown;
        HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, settings?: object) {
          return kind === 'webgl2' ? null : own.call(this, kind, settings);
        } as typeof HTMLCanvasElement.prototype.getContext;
      });
      await page.reload();
      await web().locator('.map[data-renderer="Canvas 2D"]').waitFor({ timeout: 60_000 });
      await web()
        .getByText(/^As kept with the run/)
        .waitFor({ timeout: 60_000 });
      await assertDrawn();
      await workbench.screenshotInBothThemes('map-canvas-2d');
    });

    async function boxOf(): Promise<Box> {
      const box = await map().boundingBox();
      assert.ok(box);
      return box;
    }
    async function selectedCount(): Promise<number> {
      const heading = web().locator('.selection h2');
      await heading.waitFor();
      return Number(/[\d,]+/.exec(await heading.innerText())![0].replaceAll(',', ''));
    }
    /** Every cluster has its colour on the map, once all of it is in sight. */
    async function assertDrawn(): Promise<void> {
      await web().getByText('Reset View', { exact: true }).click();
      const wanted = clusters.words.length + 1; // and the background
      const seen = await eventually(coloursOnMap, ({ colours }) => colours >= wanted);
      assert.ok(seen.colours >= wanted, `${JSON.stringify(seen)}, wanted ${wanted} colours`);
    }
    function coloursOnMap(): Promise<{ colours: number; width: number; height: number; visible: string }> {
      return map()
        .locator('canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
          const colours = new Set(new Uint32Array(data.buffer)).size;
          return { colours, width, height, visible: document.visibilityState };
        });
    }
  },
};

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Drags through places of a box, each given by its shares of width and height. */
async function drag(page: Page, box: Box, places: readonly [number, number][]): Promise<void> {
  const at = ([x, y]: [number, number]): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(places[0]!));
  await page.mouse.down();
  for (const place of places.slice(1)) await page.mouse.move(...at(place), { steps: 4 });
  await page.mouse.up();
}
