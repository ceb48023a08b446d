import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** Of the extension's log, told where a test has failed; the whole of it is kept. */
const linesTold = 12;

/** Keeps the logs of a session and a picture of its page in a folder, and tells what a person would look at first. */
export async function keepEvidence(home: string, folder: string, page: Page | undefined): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page?.screenshot({ path: path.join(folder, 'failure.png'), timeout: 5000 }).catch(() => {});
  for (const log of ['server.log', 'page.log', 'suite.log', 'server/data/logs']) {
    const from = path.join(home, log);
    if (existsSync(from)) cpSync(from, path.join(folder, path.basename(log)), { recursive: true });
  }
  console.error(`Logs and a picture of the page: ${folder}`);
  const toasts = await page?.locator('.notification-list-item-message').allInnerTexts();
  if (toasts && toasts.length > 0) console.error(`Notifications: ${toasts.map((text) => `“${text}”`).join(' ')}`);
  for (const log of extensionLogs(folder)) {
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    console.error(['The extension’s log ends:', ...lines.slice(-linesTold)].join('\n  '));
  }
}

/** One for each start of the extension, oldest first. */
function extensionLogs(folder: string): string[] {
  const name = 'Poetry Embedding Explorer.log';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => path.basename(file) === name)
    .sort()
    .map((file) => path.join(folder, file));
}
