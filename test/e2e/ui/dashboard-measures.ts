import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Interval } from '../../../src/analysis/bootstrap.ts';
import type { HeldOutEvaluation } from '../../../src/analysis/evaluation.ts';
import { neighbourSpaces } from '../../../src/analysis/neighbour-measures.ts';
import { measureDimensions } from '../../../src/compute/measure-dimensions.ts';
import { passageErrors } from '../../../src/compute/passage-errors.ts';
import { sessionOf } from '../../../src/compute/run-session.ts';
import { latestRun } from '../../../src/runs/read-run.ts';
import { runFiles, runsFolder } from '../../../src/runs/run-folder.ts';
import { linesOf } from '../runner/nearest-by-hand.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithTrainedSamples } from '../runner/trained-workspace.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/^-0\.0$/, '0.0')}%`;
const tenths = (share: number): string => percent(share).slice(0, -1);
const twoDigits = (value: number): string => value.toFixed(2).replace(/^-0\.00$/, '0.00');
/** As a table behind a chart shows a number. */
const shown = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

export const scenario: Scenario = {
  title: 'The dashboard’s measures: quality, reconstruction and dimensions',
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

    await step('answers whether what was learned is worth showing, from the intervals of the differences', async () => {
      await openTab('Quality', 'Is what it learned worth showing?');
      const told = await section('Is what it learned worth showing?').locator('.standings > li').allInnerTexts();
      const { above, bottleneck, chance } = evaluation.neighbours!;
      const range = (interval: Interval): string => `${tenths(interval.low)} to ${tenths(interval.high)}`;
      const { samePoemAt5, intervals } = bottleneck;
      assert.ok(told[0]!.includes(`${percent(samePoemAt5)} (${range(intervals.samePoemAt5!)})`), told[0]);
      const { low, high } = above.chance.samePoemAt5!.interval!;
      const standing = low > 0 ? 'better than' : high < 0 ? 'worse than' : 'not told apart from';
      assert.ok(told[0]!.includes(`${standing} chance, ${percent(chance.samePoemAt5)}`), told[0]);
      await shoot('dashboard-quality', 'Is what it learned worth showing?');
    });

    await step('has every figure of the evaluation, with its interval, behind its charts', async () => {
      const { heldOut, baselines, neighbours, words } = evaluation;
      const ends = (interval: Interval | null): string[] => [shown(interval!.low), shown(interval!.high)];
      const same = await numbersBehind('Passages of the same poem among the five nearest');
      assert.deepEqual(
        same.map((row) => row.slice(1)),
        neighbourSpaces.map((space) => {
          const { samePoemAt5, intervals } = neighbours![space];
          const above = space === 'bottleneck' ? undefined : neighbours!.above[space].samePoemAt5;
          return [
            ...[shown(samePoemAt5), ...ends(intervals.samePoemAt5)],
            ...(above ? [shown(above.value), ...ends(above.interval)] : ['', '', '']),
          ];
        }),
      );
      const { pca, weightedPca, meanPooledPca, meanVector, weightedMeanVector } = baselines;
      assert.deepEqual(
        (await numbersBehind('Variance explained on held-out poems: every word counts alike')).map((row) =>
          row.slice(1),
        ),
        [heldOut, pca, meanPooledPca].map((score) => [
          shown(score.varianceExplained),
          ...ends(score.intervals.varianceExplained),
        ]),
      );
      assert.deepEqual(
        (await rowsOf('Beside simpler methods')).map((row) => row.slice(1)),
        [heldOut, pca, weightedPca, meanPooledPca, meanVector, weightedMeanVector].map((score) => [
          ...[percent(score.varianceExplained), percent(score.weightedVarianceExplained)],
          ...[score.cosine.toFixed(3), score.mse.toFixed(4)],
        ]),
      );
      const decoded = await rowsOf('Decoded words');
      assert.deepEqual(
        decoded.slice(0, 3).map((row) => row.slice(1)),
        (['exact', 'inNearest10', 'bleu'] as const).map((measure) =>
          [words.network, words.pca].map((of) => percent(of[measure])),
        ),
      );
      await shoot('dashboard-quality-kin', 'Are neighbours kin?');
      await shoot('dashboard-quality-given-back', 'How much it gives back');
      await shoot('dashboard-quality-words', 'Which words come back');
      await page.setViewportSize({ width: 760, height: 1100 });
      await section('Is what it learned worth showing?').evaluate((node) => node.scrollIntoView({ block: 'start' }));
      await workbench.screenshot('dashboard-quality-narrow');
      await section('Are neighbours kin?').evaluate((node) => node.scrollIntoView({ block: 'start' }));
      await workbench.screenshot('dashboard-quality-kin-narrow');
      await section('Which words come back').evaluate((node) => node.scrollIntoView({ block: 'start' }));
      await workbench.screenshot('dashboard-quality-words-narrow');
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    await step('shows the error at each position, early, in the middle and late', async () => {
      await openTab('Reconstruction', 'Reconstruction by position');
      const { byPosition, early, middle, late } = evaluation.heldOut;
      assert.deepEqual(
        (await numbersBehind('Squared error by position in the passage, on held-out poems')).map((row) =>
          row.slice(0, 3),
        ),
        byPosition.map(({ position, mse, count }) => [String(position), shown(mse), String(count)]),
      );
      const guessed = errors.meanWordAlong;
      assert.deepEqual(
        (await rowsOf('Early, middle and late')).map((cells) => cells.slice(1)),
        [
          [early!, guessed.early!],
          [middle!, guessed.middle!],
          [late!, guessed.late!],
        ].map(([mse, meanWord]) => [mse!.toFixed(4), meanWord!.toFixed(4), percent(1 - mse! / meanWord!)]),
      );
      const verdict = evaluation.verdicts.find(({ about }) => about === 'positions');
      await section('Reconstruction by position').locator('.verdicts li').getByText(verdict!.message).waitFor();
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
      await worst().first().getByRole('button', { name: 'Open poem' }).click();
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

    await step('says what is wrong with a damaged run, and still shows what can be read', async () => {
      await workbench.runCommand('View: Close All Editors');
      const file = path.join(run.folder, 'vectors.safetensors');
      writeFileSync(file, 'no vectors');
      // The run has changed: what was read of it before no longer stands.
      utimesSync(path.join(run.folder, runFiles.manifest), new Date(), new Date());
      await openTab('Dimensions', path.basename(workspace));
      const problem = workbench.webview.getByRole('alert').filter({ hasText: file });
      await problem.filter({ visible: true }).waitFor();
      await openTab('Reconstruction', 'Reconstruction by position');
      await section('Error of each passage').getByRole('alert').filter({ hasText: file }).waitFor();
      await shoot('dashboard-damaged-run', 'Reconstruction by position');
    });
  },
};
