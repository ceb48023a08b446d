import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import type { Workbench } from '../workbench.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The frame that a webview's page runs in. */
async function webviewFrame({ webview }: Workbench): Promise<Frame> {
  const body = await webview.locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  if (!frame) throw new Error('The webview has no frame.');
  return frame;
}

/** The rules that a theme can break; all others say the same in every theme. */
const colourRules = ['color-contrast', 'link-in-text-block'];
/** Rows that look like those before them. */
const alike = 'tbody tr:nth-child(n + 8)';

/**
 * What axe-core finds in the webview that is shown and calls serious or critical, a line each; of `colours` by the rules
 * that a theme can break alone, and without a table's later rows. Its source is evaluated from outside, for the page's own
 * policy lets no other script in.
 */
export async function seriousProblems(workbench: Workbench, what: 'all' | 'colours' = 'all'): Promise<string[]> {
  const frame = await webviewFrame(workbench);
  await frame.evaluate(axeSource);
  const [context, rules] =
    what === 'all' ? ['document', ''] : [`{ exclude: "${alike}" }`, `runOnly: ${JSON.stringify(colourRules)}, `];
  const { violations, passes } = (await frame.evaluate(
    `axe.run(${context}, { ${rules}resultTypes: ["violations"] })`,
  )) as AxeResults;
  const fewest = what === 'colours' ? 1 : 5;
  if (passes.length < fewest)
    throw new Error(`axe-core found only ${passes.length} rules to check: was the page there?`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${help}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
    );
}

/**
 * What makes the page wider than its frame, so that it scrolls sideways: a line for each element that reaches out, the
 * last that did so for two seconds. Charts take a moment to follow a new width.
 */
export async function sidewaysScroll(workbench: Workbench): Promise<string[]> {
  const frame = await webviewFrame(workbench);
  for (let tries = 0; ; tries++) {
    const found = await frame.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      return [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > clientWidth && !element.closest('.scroll'))
        .map(
          (element) =>
            `${element.tagName}.${element.className} ${element.getBoundingClientRect().right} > ${clientWidth}`,
        );
    });
    if (found.length === 0 || tries === 20) return found;
    await workbench.page.waitForTimeout(100);
  }
}
