import assert from 'node:assert/strict';
import type { Interval } from '../../../src/analysis/bootstrap.ts';
import type { HeldOutEvaluation } from '../../../src/analysis/evaluation.ts';
import { kinshipMeasures } from '../../../src/analysis/neighbour-measures.ts';
import { settingsOf } from '../../../src/compute/run-settings.ts';
import { listRuns, openRun, type Run } from '../../../src/runs/read-run.ts';
import { runsFolder } from '../../../src/runs/run-folder.ts';
import { signed } from '../../../src/vscode/describe-passage.ts';
import { linesOf, nearestByHand } from '../runner/nearest-by-hand.ts';
import type { Scenario } from '../runner/scenario.ts';
import { fillWithSeveralRuns, hostileName } from '../runner/several-runs.ts';

export const scenario: Scenario = {
  title: 'Runs side by side',
  fillWorkspace: fillWithSeveralRuns,
  limitSeconds: 400,
  async run({ workbench, workspace, step }) {
    const { page, webview } = workbench;
    const all = await listRuns(runsFolder(workspace));
    const named = async (name: string): Promise<Run> => openRun(all.find((run) => run.name === name)!.folder);
    const [quick, seed] = [await named('quick'), await named(hostileName)];
    const boxes = webview.locator('.candidates vscode-checkbox');
    const part = (name: string) => webview.locator('section', { has: page.getByRole('heading', { name, level: 2 }) });
    const neighboursUnder = (letter: string) => webview.locator(`section[aria-label^="Neighbours under ${letter}:"]`);
    const openTab = async (): Promise<void> => {
      await webview.getByRole('tab', { name: 'Compare' }).click();
      await part('Loss').locator('canvas').waitFor({ timeout: 60_000 });
    };

    await step('lists all runs, this one and the newest complete one ticked, hostile names as they are', async () => {
      await workbench.openFile('gull-court.txt');
      await workbench.goToLine(20);
      await workbench.runCommand('Poetry: Open Training Dashboard');
      await openTab();
      assert.equal(await boxes.count(), 3);
      assert.deepEqual(await boxes.evaluateAll((found) => found.map((box) => box.getAttribute('aria-checked'))), [
        'true',
        'false',
        'false',
      ]);
      assert.equal(await webview.locator('.candidates .run-name').nth(1).getAttribute('title'), hostileName);
      await boxes.first().getByText(hostileName.slice(0, 60)).waitFor();
      assert.equal(await webview.locator('#page img').count(), 0);
    });

    await step('shows exactly the settings that differ, as config.json has them, and all on demand', async () => {
      const [a, b] = [quick, seed].map(({ config }) => new Map(settingsOf(config))) as [
        Map<string, string>,
        Map<string, string>,
      ];
      const paths = [...new Set([...a.keys(), ...b.keys()])];
      const different = paths.filter((name) => a.get(name) !== b.get(name));
      assert.ok(different.includes('preset') && different.includes('training.seed'));
      const rows = await webview
        .locator('#settings tbody tr')
        .evaluateAll((found) =>
          found.map((row) => [
            row.querySelector('th')!.title,
            ...[...row.querySelectorAll('td')].map((cell) => cell.textContent),
          ]),
        );
      const expected = different.map((name) => [name, a.get(name) ?? '–', b.get(name) ?? '–']);
      assert.deepEqual(rows, expected);
      const everything = webview.locator('details', { hasText: `All ${paths.length} settings` });
      await everything.locator('summary').click();
      await everything.locator('tbody tr').first().waitFor();
      assert.equal(await everything.locator('tbody tr').count(), paths.length);
      await everything.locator('summary').click();
    });

    await step('lays the losses over one another', async () => {
      const [first, second] = [await quick.history(), await seed.history()];
      const numbers = part('Loss').locator('details').first();
      await numbers.locator('summary').click();
      await numbers.locator('tbody tr').first().waitFor();
      const told = await numbers
        .locator('tbody tr')
        .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
      assert.equal(told.length, Math.max(first.length, second.length));
      const shown = (loss: number | null | undefined): string => (loss == null ? '' : loss.toPrecision(4));
      for (const [i, cells] of told.entries()) {
        assert.deepEqual(cells, [
          String(i + 1),
          ...[first[i]?.trainLoss, first[i]?.valLoss, second[i]?.trainLoss, second[i]?.valLoss].map(shown),
        ]);
      }
      await numbers.locator('summary').click();
    });

    await step('lays the quality of each beside its own baselines', async () => {
      const evaluations = (await Promise.all([quick, seed].map((run) => run.evaluation()))) as HeldOutEvaluation[];
      const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/^-0\.0$/, '0.0')}%`;
      const range = (interval: Interval | null): string =>
        interval ? ` ${[interval.low, interval.high].map((end) => percent(end).slice(0, -1)).join(' to ')}` : '';
      const rowsOf = (value: (evaluation: HeldOutEvaluation) => string[]): string[][] =>
        value(evaluations[0]!).map((_, i) => evaluations.map((evaluation) => value(evaluation)[i]!));
      const plain = ({ heldOut, baselines: { pca, meanPooledPca, meanVector } }: HeldOutEvaluation) => [
        ...[heldOut, pca, meanPooledPca, meanVector],
      ];
      const expected = [
        ...rowsOf((evaluation) =>
          plain(evaluation).map((score) => percent(score.varianceExplained) + range(score.intervals.varianceExplained)),
        ),
        ...rowsOf(({ heldOut, baselines: { weightedPca, pca, weightedMeanVector } }) =>
          [heldOut, weightedPca, pca, weightedMeanVector].map(
            (score) => percent(score.weightedVarianceExplained) + range(score.intervals.weightedVarianceExplained),
          ),
        ),
        ...rowsOf((evaluation) => plain(evaluation).map(({ cosine }) => cosine.toFixed(3))),
        ...rowsOf((evaluation) => plain(evaluation).map(({ mse }) => mse.toFixed(4))),
        ...kinshipMeasures.flatMap((measure) =>
          rowsOf(({ neighbours }) =>
            (['bottleneck', 'pca', 'meanPooled', 'tfIdf', 'chance'] as const).map((space) => {
              const { [measure]: share, intervals } = neighbours![space];
              return share === null ? '–' : percent(share) + range(intervals[measure]);
            }),
          ),
        ),
        ...rowsOf(({ words }) => [words.network, words.pca].map(({ inNearest10 }) => percent(inNearest10))),
      ];
      const told = await webview
        .locator('#quality tbody tr:has(td)')
        .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
      assert.deepEqual(told, expected);
      // The seeds of both splits differ.
      await part('Quality beside baselines').getByText('held out different poems').waitFor();
    });

    await step('finds the neighbours of the chunk at the cursor under each run', async () => {
      const chunks = await quick.chunks();
      const asked = chunks.find(
        ({ file, range }) => file.endsWith('gull-court.txt') && range.start.line <= 19 && range.end.line >= 19,
      )!;
      await webview
        .locator('.asked')
        .getByText(`chunk ${asked.indexInPoem + 1} of ${asked.chunksInPoem}, ${linesOf(asked)}`)
        .waitFor();
      for (const [letter, run] of [
        ['A', quick],
        ['B', seed],
      ] as const) {
        const nearest = await nearestByHand(run, (await run.chunks())[asked.index]!, 5);
        const told = await neighboursUnder(letter).locator('li').allInnerTexts();
        assert.equal(told.length, 5);
        for (const [i, { chunk, cosine }] of nearest.entries())
          for (const words of [chunk.title, chunk.author, `${signed(cosine)} · ${linesOf(chunk)}`])
            assert.ok(told[i]!.includes(words), `${words} is not in ${told[i]}`);
      }
    });

    await step('looks good from top to bottom', async () => {
      await workbench.screenshotInBothThemesOf('dashboard-compare', () =>
        webview.getByRole('heading', { name: 'Runs to compare' }).scrollIntoViewIfNeeded(),
      );
      await workbench.screenshotInBothThemesOf('dashboard-compare-loss', () =>
        part('Loss').evaluate((element) => element.scrollIntoView()),
      );
      await workbench.screenshotInBothThemesOf('dashboard-compare-quality', () =>
        part('Quality beside baselines').evaluate((element) => element.scrollIntoView()),
      );
      await workbench.screenshotInBothThemesOf('dashboard-compare-neighbours', () =>
        webview.locator('.compared').evaluate((element) => element.scrollIntoView({ block: 'end' })),
      );
    });

    await step('names runs that cannot be compared, and compares the rest', async () => {
      await boxes.filter({ hasText: 'unfinished' }).click();
      await boxes.filter({ hasText: 'cannot be read' }).click();
      const problems = webview.locator('.problems li');
      await problems.nth(1).waitFor();
      const told = (await problems.allInnerTexts()).join('\n');
      assert.match(told, /unfinished[\s\S]*Its training is not complete/);
      assert.match(told, /format 99[\s\S]*Update Poetry Embedding Explorer/);
      await neighboursUnder('B').locator('li').nth(4).waitFor();
      await neighboursUnder('C').getByText('not complete').waitFor();
      await workbench.screenshotInBothThemesOf('dashboard-compare-problems', () =>
        problems.first().evaluate((element) => element.scrollIntoView({ block: 'center' })),
      );
      await boxes.filter({ hasText: 'unfinished' }).click();
      await boxes.filter({ hasText: 'cannot be read' }).click();
      await problems.first().waitFor({ state: 'detached' });
    });

    await step('finds another passage by the title of its poem, and opens a neighbour in its poem', async () => {
      await neighboursUnder('B').locator('li').nth(4).waitFor();
      await webview.getByRole('textbox', { name: 'Find a poem by title or author' }).click();
      await page.keyboard.type('casting of the bell');
      await webview.locator('.poems button', { hasText: 'The Casting of the Bell' }).click();
      await webview.locator('.asked').getByText('chunk 1 of').waitFor();
      await webview.locator('vscode-button', { hasText: 'Next Chunk' }).click();
      await webview.locator('.asked').getByText('chunk 2 of').waitFor();
      const asked = (await quick.chunks()).find(
        ({ title, indexInPoem }) => title === 'The Casting of the Bell' && indexInPoem === 1,
      )!;
      const [nearest] = await nearestByHand(seed, (await seed.chunks())[asked.index]!, 1);
      await neighboursUnder('B').locator('li button').first().click();
      await page.waitForFunction(
        (length) =>
          document.querySelector('#status\\.editor\\.selection')?.textContent?.includes(`(${length} selected)`),
        nearest!.chunk.text.length,
      );
      assert.ok(nearest!.chunk.file.endsWith(await workbench.activeTab()));
    });

    await step('keeps the choice over a reload of the window', async () => {
      await workbench.runCommand('Poetry: Open Training Dashboard');
      await boxes.first().click();
      await webview.getByText('Tick one run or more').waitFor();
      await boxes.filter({ hasText: 'unfinished' }).click();
      await part('Loss').locator('canvas').waitFor();
      // As a person does it: a page torn away has no time to keep anything.
      const loaded = page.waitForEvent('domcontentloaded');
      await workbench.runCommand('Developer: Reload Window');
      await loaded;
      await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
      await part('Loss').locator('canvas').waitFor({ timeout: 60_000 });
      const ticked = await boxes.evaluateAll((found) =>
        found.filter((box) => box.getAttribute('aria-checked') === 'true').map((box) => box.textContent ?? ''),
      );
      assert.equal(ticked.length, 1);
      assert.ok(ticked.some((text) => text.includes('unfinished')));
      assert.equal(await page.title().then((title) => title.includes('harmed')), false);
    });
  },
};
