import { appendFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../system-packages.ts';

/**
 * Software rendering, so that WebGL works alike everywhere, and the page put together without it, which takes a third less of
 * the processor; nothing that goes to the network by itself.
 */
const chromiumFlags = [
  ...['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-compositing'],
  ...['--no-sandbox', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
];

export interface BrowserPage {
  readonly page: Page;
  /** What the workbench says when its test suite has ended: 0, or 1. Rejects when the page crashes. */
  readonly suiteExit: Promise<number>;
  close(): Promise<void>;
}

/** Opens an empty page; what it writes to its console goes to the log file. */
export async function openBrowser(logFile: string): Promise<BrowserPage> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium found: run npm run vscode:setup first.');
  const flags = process.env.CHROMIUM_ARGS?.split(' ') ?? chromiumFlags;
  const browser: Browser = await chromium.launch({ executablePath, args: flags });
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => appendFileSync(logFile, `${message.type()} ${message.text()}\n`));

  let crashed: (error: Error) => void = () => {};
  let exited: (code: number) => void = () => {};
  const suiteExit = new Promise<number>((resolve, reject) => {
    exited = resolve;
    crashed = reject;
  });
  suiteExit.catch(() => {}); // Nobody waits for it in a scenario, and the crash shows itself there.
  page.on('crash', () => crashed(new Error('The page crashed.')));
  await page.exposeFunction('codeAutomationExit', exited);
  return { page, suiteExit, close: () => browser.close() };
}
