import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../paths.ts';
import { openBrowser } from './browser.ts';
import { keepEvidence } from './evidence.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { remoteUri, startServer } from './vscode-server.ts';

export interface SessionOptions {
  /** Names the folder of logs that is kept when something fails. */
  readonly name: string;
  /** Fills a new folder with what VS Code is to open. */
  readonly fillWorkspace: (folder: string) => void | Promise<void>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A module for the extension host to run, in place of a person at the workbench. */
  readonly suite?: { readonly file: string; readonly developmentExtension: string };
  readonly environment?: (home: string) => Readonly<Record<string, string>>;
  readonly limitSeconds: number;
}

/** A VS Code with the packaged extension installed, open in a browser on a workspace of its own. */
export interface Session {
  readonly page: Page;
  /** Temporary: gone when the session ends. */
  readonly home: string;
  readonly workspace: string;
  /** Where the packaged extension is installed. */
  readonly extensionFolder: string;
  readonly suiteExit: Promise<number>;
  /** Keeps the logs and a picture of the page in out/e2e/logs/<name>, beyond the session. */
  keepEvidence(): Promise<void>;
}

/**
 * Opens a session, lets `use` work in it within the time limit, and takes everything down again. When `use` throws,
 * the evidence is kept.
 */
export async function withSession<Result>(
  options: SessionOptions,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const temporary = temporaryFolder('poetry-e2e-');
  const home = temporary.path;
  const workspace = path.join(home, 'workspace');
  const evidence = path.join(repositoryRoot, 'out/e2e/logs', options.name);
  rmSync(evidence, { recursive: true, force: true });
  mkdirSync(workspace);
  await options.fillWorkspace(workspace);

  const settings = options.settings ?? {};
  const environment = options.environment?.(home) ?? {};
  const stops: (() => Promise<void>)[] = [async () => temporary.remove()];
  let page: Page | undefined;
  try {
    const testDriver = options.suite !== undefined;
    const server = await startServer({ home, settings, environment, testDriver });
    stops.unshift(() => server.stop());
    const browser = await openBrowser(`${home}/page.log`);
    stops.unshift(() => browser.close());
    page = browser.page;
    await page.goto(workbenchAddress(server.port, workspace, options.suite));
    await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    const { extensionFolder } = server;
    const { suiteExit } = browser;
    const session: Session = {
      ...{ page, home, workspace, extensionFolder, suiteExit },
      keepEvidence: () => keepEvidence(home, evidence, page),
    };
    return await within(options.limitSeconds, use(session));
  } catch (error) {
    await keepEvidence(home, evidence, page);
    throw error;
  } finally {
    for (const stop of stops) await stop();
  }
}

function workbenchAddress(port: number, workspace: string, suite: SessionOptions['suite']): string {
  const address = new URL(`http://127.0.0.1:${port}/`);
  address.searchParams.set('folder', workspace);
  if (suite) {
    const payload = [
      ['extensionDevelopmentPath', remoteUri(port, suite.developmentExtension)],
      ['extensionTestsPath', remoteUri(port, suite.file)],
    ];
    address.searchParams.set('payload', JSON.stringify(payload));
  }
  return address.href;
}

async function within<Result>(seconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done after ${seconds} seconds.`)), seconds * 1000);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
