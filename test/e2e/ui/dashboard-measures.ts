import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { HeldOutEvaluation } from '../../../src/analysis/evaluation.ts';
import { measureDimensions } from '../../../src/compute/measure-dimensions.ts';
import { passageErrors } from '../../../src/compute/passage-errors.ts';
import { sessionOf } from '../../../src/compute/run-session.ts';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { linesOf } from '../runner/nearest-by-hand.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithTrainedSamples } from '../runner/trained-workspace.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/^-0\.0$/, '0.0')}%`;
const twoDigits = (value: number): string => value.toFixed(2).replace(/^-0\.00$/, '0.00');
/** As a table behind a chart shows a number. */
const shown = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

export const scenario: Scenario = {
  title: 'The dashboard’s measures: reconstruction and dimensions',
  fillWorkspace: fillWithTrainedSamples,
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page } = workbench;
    const run = await latestRun(runsFolder(workspace));
    assert.ok(run);
    const chunks = await run.chunks();
    const session = await sessionOf(run.folder);
    const table = await session.table();
    const evaluation = (await run.evaluation()) as HeldOutEvaluation;
    const errors = await passageErrors(session);
    const measured = await measureDimensions(session, {
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });

    const openTab = async (tab: string, heading: string): Promise<void> => {
      await workbench.runCommand('Poetry: Open Training Dashboard');
      await workbench.webview.getByRole('tab', { name: tab }).click();
      await workbench.webview.getByRole('heading', { name: heading }).waitFor({ timeout: 30_000 });
    };
    const section = (name: string): Locator => workbench.webview.getByRole('region', { name, exact: true });
    const cellsOf = async (rows: Locator): Promise<string[][]> => {
      await rows.first().waitFor();
      return rows.evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)),
      );
    };
    /** The rows of a table that is in sight. */
    const rowsOf = (label: string): Promise<string[][]> =>
      cellsOf(workbench.webview.getByRole('table', { name: label, exact: true }).first().locator('tbody tr'));
    /** The rows of the table behind a chart, opened as a person would. */
    const numbersBehind = async (label: string): Promise<string[][]> => {
      const chart = page.getByRole('img', { name: label, exact: true });
      const details = workbench.webview.locator('figure').filter({ has: chart }).locator('details');
      await details.locator('summary').click();
      const rows = await cellsOf(details.locator('tbody tr'));
      await details.locator('summary').click();
      return rows;
    };
    const shoot = async (name: string, place: string): Promise<void> => {
      await workbench.screenshotInBothThemesOf(name, () =>
        section(place).evaluate((node) => node.scrollIntoView({ block: 'start' })),
      );
    };

    await step('tells how held-out poems are given back, beside simpler methods', async () => {
      await openTab('Reconstruction', 'What it learned');
      const { heldOut, baselines, verdicts } = evaluation;
      const scores = [heldOut, baselines.pca, baselines.meanPooledPca, baselines.meanVector];
      assert.deepEqual(
        (await rowsOf('Beside simpler methods')).map((row) => row.slice(1)),
        scores.map((score) => [percent(score.varianceExplained), score.cosine.toFixed(3), score.mse.toFixed(4)]),
      );
      const told = await section('What it learned').locator('.verdicts li > div:first-child').allInnerTexts();
      assert.deepEqual(
        told,
        verdicts.map(({ message }) => message),
      );
      await shoot('dashboard-reconstruction-learned', 'What it learned');
    });

    await step('shows the error at each position, early, in the middle and late', async () => {
      const { byPosition, early, middle, late } = evaluation.heldOut;
      assert.deepEqual(
        (await numbersBehind('Squared error by position in the passage, on held-out poems')).map((row) =>
          row.slice(0, 3),
        ),
        byPosition.map(({ position, mse, count }) => [String(position), shown(mse), String(count)]),
      );
      assert.deepEqual(
        (await rowsOf('Early, middle and late')).map(([, mse]) => mse),
        [early, middle, late].map((mse) => mse?.toFixed(4) ?? '–'),
      );
      await shoot('dashboard-reconstruction-position', 'Reconstruction by position');
    });

    await step('shows how the errors of passages are distributed', async () => {
      for (const [name, label] of [
        ['mse', 'squared error'],
        ['cosine', 'cosine'],
      ] as const) {
        const rows = await numbersBehind(`Distribution of the passages’ ${label}`);
        const { counts } = errors[name].heldOut;
        assert.equal(rows.length, counts.length);
        // Each bin, counted from the run's own table.
        const values = evaluation.perChunk.map(({ chunk }) => table[name][chunk]!);
        for (const [from, to, heldOut] of rows) {
          const within = values.filter((value) => value >= Number(from) && value < Number(to)).length;
          assert.equal(Number(heldOut), within, `${label} from ${from} to ${to}`);
        }
        const [, , , , ofRun] = (await rowsOf('Medians')).find(([measure]) => measure === label)!;
        const sorted = [...table[name]].sort((a, b) => a - b);
        const middle = (sorted[(table.rows - 1) >> 1]! + sorted[table.rows >> 1]!) / 2;
        assert.equal(ofRun, middle.toFixed(4));
      }
      await shoot('dashboard-reconstruction-passages', 'Error of each passage');
    });

    const heldOut = evaluation.perChunk.map(({ chunk }) => chunk);
    const worstFirst = [...heldOut].sort((a, b) => table.mse[b]! - table.mse[a]! || a - b);
    const worst = (): Locator => section('Best and worst passages').locator('.worst li');

    await step('lists the best and the worst passages', async () => {
      await shoot('dashboard-reconstruction-lists', 'Best and worst passages');
      const best = section('Best and worst passages').locator('.best li');
      for (const [items, rows] of [
        [worst(), worstFirst],
        [best, [...worstFirst].reverse()],
      ] as const) {
        const texts = await items.allInnerTexts();
        assert.equal(texts.length, Math.min(10, heldOut.length));
        for (const [i, text] of texts.entries()) {
          const chunk = chunks[rows[i]!]!;
          assert.ok(text.includes(chunk.title) && text.includes(chunk.author) && text.includes(linesOf(chunk)), text);
          assert.ok(text.includes(`squared error ${table.mse[rows[i]!]!.toFixed(4)}`), text);
          assert.ok(text.includes(`cosine ${table.cosine[rows[i]!]!.toFixed(3)}`), text);
          assert.ok(text.includes(table.opening(rows[i]!)), text);
        }
      }
    });

    await step('orders them in another way, and shows those trained on', async () => {
      const choose = async (name: string, option: string): Promise<void> => {
        await workbench.webview.getByRole('combobox', { name }).click();
        await workbench.webview.getByRole('option', { name: option }).click();
      };
      await choose('Which passages', 'Training passages');
      await choose('Ordered by', 'by cosine');
      const trained = chunks.filter(({ split }) => split === 'train').map(({ index }) => index);
      const least = Math.min(...trained.map((row) => table.cosine[row]!));
      assert.match(await worst().first().innerText(), new RegExp(`cosine ${least.toFixed(3)}`));
      await choose('Which passages', 'Held-out passages');
      await choose('Ordered by', 'by squared error');
    });

    await step('leads from a bad passage to its poem, selected, with the dashboard still in sight', async () => {
      const chunk = chunks[worstFirst[0]!]!;
      await worst().first().getByRole('button', { name: 'Open the poem' }).click();
      await page.waitForFunction(
        (length) =>
          document.querySelector('#status\\.editor\\.selection')?.textContent?.includes(`(${length} selected)`),
        chunk.text.length,
      );
      assert.equal(await workbench.activeTab(), path.basename(chunk.file));
      assert.match(await workbench.selection(), new RegExp(`^Ln ${chunk.range.end.line + 1},`));
      await worst().first().waitFor();
      await workbench.screenshotInBothThemes('dashboard-beside-a-poem');
    });

    await step('leads from another to the inspector', async () => {
      const chunk = chunks[worstFirst[1]!]!;
      await worst().nth(1).getByRole('button', { name: 'Inspect' }).click();
      const inspector = page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('iframe#active-frame');
      await inspector.locator('#tokens tbody tr').first().waitFor({ timeout: 30_000 });
      assert.equal(await inspector.locator('h1').innerText(), chunk.title);
      const place = `chunk ${chunk.indexInPoem + 1} of ${chunk.chunksInPoem}, ${linesOf(chunk)}`;
      await inspector.locator('.quiet', { hasText: place }).waitFor();
      await workbench.runCommand('View: Close All Editors');
    });

    await step('tells how many dimensions the words need', async () => {
      await openTab('Dimensions', 'How many dimensions the words need');
      const { words } = measured;
      const { tokens, counts } = await run.vocabulary();
      assert.equal(words.distinct, tokens.filter((_, id) => counts[id]! > 0).length);
      const row = ({ for90, for95, heldByBottleneck }: typeof words.weighted): string[] => [
        ...[String(for90), String(for95), percent(heldByBottleneck)],
      ];
      assert.deepEqual(
        (await rowsOf('Components needed')).map((cells) => cells.slice(1)),
        [row(words.weighted), row(words.once)],
      );
      assert.deepEqual(
        (await numbersBehind('Variance of each principal component of the word vectors')).map((cells) => cells[1]),
        words.weighted.shares.map(shown),
      );
      await section('How many dimensions the words need')
        .getByText(`Suggested for the bottleneck: ${words.suggested.least} to ${words.suggested.most} numbers`)
        .waitFor();
      assert.deepEqual(
        (await rowsOf('Sample complexity')).map(([, , exponent]) => exponent),
        [
          String(2 * words.dimension),
          `${2 * words.suggested.least} to ${2 * words.suggested.most}`,
          String(2 * run.config.specification.bottleneckSize),
        ],
      );
      await shoot('dashboard-dimensions-words', 'How many dimensions the words need');
      await shoot('dashboard-dimensions-learning', 'What fewer numbers do for learning');
    });

    await step('tells how the bottleneck uses its numbers', async () => {
      const { vectors, size } = await run.bottleneck();
      const columns = Array.from({ length: size }, (_, d) => chunks.map(({ index }) => vectors[index * size + d]!));
      const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
      const covariance = (a: number[], b: number[]): number => {
        const [meanA, meanB] = [mean(a), mean(b)];
        return a.reduce((sum, x, i) => sum + (x - meanA) * (b[i]! - meanB), 0) / (a.length - 1);
      };
      const deviations = columns.map((column) => Math.sqrt(covariance(column, column)));
      assert.deepEqual(
        (await numbersBehind('Deviation of each number of the bottleneck')).map((cells) => Number(cells[2]).toFixed(3)),
        deviations.map((deviation) => deviation.toFixed(3)),
      );
      const cells = (await rowsOf('Correlation between the numbers of the bottleneck')).map((row) => row.slice(1));
      assert.equal(cells.length, size);
      for (let d = 0; d < size; d++)
        for (let e = 0; e < size; e++) {
          const expected = covariance(columns[d]!, columns[e]!) / (deviations[d]! * deviations[e]!);
          assert.equal(cells[d]![e], twoDigits(expected));
        }
      const [all, kept] = await rowsOf('Spread of the bottleneck');
      assert.equal(all![1], twoDigits(mean(deviations)));
      assert.deepEqual(kept!.slice(1), [
        twoDigits(evaluation.bottleneck.deviation!),
        `${evaluation.bottleneck.directions!.toFixed(1)} of ${size}`,
      ]);
      await shoot('dashboard-dimensions-bottleneck', 'How the bottleneck uses its numbers');
      await shoot('dashboard-dimensions-correlation', 'Which numbers go together');
    });
  },
};
