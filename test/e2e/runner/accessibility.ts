import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import type { Workbench } from '../workbench.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The frame that a webview's page runs in. */
export async function webviewFrame({ webview }: Workbench): Promise<Frame> {
  const body = await webview.locator('body').elementHandle();
  const frame = await body?.ownerFrame();
  if (!frame) throw new Error('The webview has no frame.');
  return frame;
}

/**
 * What axe-core finds in the webview that is shown and calls serious or critical, a line each. Its source is evaluated
 * from outside, for the page's own policy lets no other script in.
 */
export async function seriousProblems(workbench: Workbench): Promise<string[]> {
  const frame = await webviewFrame(workbench);
  await frame.evaluate(axeSource);
  const { violations, passes } = (await frame.evaluate(
    'axe.run(document, { resultTypes: ["violations"] })',
  )) as AxeResults;
  if (passes.length < 5) throw new Error(`axe-core found only ${passes.length} rules to check: was the page there?`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${help}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
    );
}

/** How many pixels the page is wider than its frame: more than 0, and it scrolls sideways. */
export async function sidewaysScroll(workbench: Workbench): Promise<number> {
  const frame = await webviewFrame(workbench);
  return frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
