import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnvironment } from '../clean-environment.ts';
import { freePort } from '../free-port.ts';
import { extensionPackage, serverNode, vscodeServer } from '../paths.ts';
import { quietSettings } from '../quiet-settings.ts';

const startLimitSeconds = 60;

export interface ServerOptions {
  /** A folder of the server's own, for its data, its extensions, its log and its temporary files. */
  readonly home: string;
  /** User settings, over those that keep the workbench quiet. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Lets the page start a test suite in the extension host; VS Code then shows no notification toasts. */
  readonly testDriver: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

export interface VSCodeServer {
  readonly port: number;
  /** Where the packaged extension is installed. */
  readonly extensionFolder: string;
  stop(): Promise<void>;
}

/** Starts VS Code's server with the packaged extension installed. */
export async function startServer(options: ServerOptions): Promise<VSCodeServer> {
  const { home } = options;
  const environment = { ...cleanEnvironment(), ...options.environment, TMPDIR: home };
  const folders = ['--server-data-dir', `${home}/server`, '--extensions-dir', `${home}/extensions`];
  installExtension(folders, environment);

  mkdirSync(`${home}/server/data/User`, { recursive: true });
  const settings = JSON.stringify({ ...quietSettings, ...options.settings });
  writeFileSync(`${home}/server/data/User/settings.json`, settings);

  const port = await freePort();
  const args = [
    ...[vscodeServer, '--host', '127.0.0.1', '--port', `${port}`, ...folders],
    ...['--without-connection-token', '--accept-server-license-terms', '--disable-workspace-trust'],
    // The extension host of a window that was reloaded ends soon, as on a desktop, also where it was not told in time.
    ...['--reconnection-grace-time', '2'],
    ...['--telemetry-level', 'off', ...(options.testDriver ? ['--enable-smoke-test-driver'] : [])],
  ];
  const log = openSync(`${home}/server.log`, 'w');
  // A group of its own, so that the extension hosts and compute processes it starts end with it.
  const server = spawn(serverNode, args, { env: environment, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const killGroup = (signal: NodeJS.Signals): void => {
    try {
      if (server.pid !== undefined) process.kill(-server.pid, signal);
    } catch {
      // The group has ended already.
    }
  };
  const killNow = (): void => killGroup('SIGKILL');
  process.prependListener('exit', killNow); // Before its files are removed.
  const stop = async (): Promise<void> => {
    killGroup('SIGTERM');
    for (let tries = 0; tries < 30 && isRunning(server); tries++) await delay(100);
    killNow();
    process.off('exit', killNow);
  };

  try {
    await waitUntilServing(server, port, `${home}/server.log`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, extensionFolder: installedFolder(`${home}/extensions`), stop };
}

function installExtension(folders: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (!existsSync(extensionPackage)) throw new Error(`${extensionPackage} is missing: run npm run package first.`);
  const args = [vscodeServer, ...folders, '--install-extension', extensionPackage, '--force'];
  const { status, stdout, stderr } = spawnSync(serverNode, args, { env: environment, encoding: 'utf8' });
  if (status !== 0 || !stdout.includes('successfully installed')) {
    throw new Error(`VS Code did not install ${extensionPackage}:\n${stdout}${stderr}`);
  }
}

function installedFolder(extensions: string): string {
  const name = readdirSync(extensions).find((entry) => entry.startsWith('poetry-embedding-explorer.'));
  if (name === undefined) throw new Error(`The extension is not in ${extensions}.`);
  return path.join(extensions, name);
}

async function waitUntilServing(server: ChildProcess, port: number, log: string): Promise<void> {
  for (let waited = 0; waited < startLimitSeconds && isRunning(server); waited += 0.2) {
    const answers = await fetch(`http://127.0.0.1:${port}/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return;
    await delay(200);
  }
  throw new Error(`VS Code's server did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** The name under which a page of this server knows a file of this machine. */
export function remoteUri(port: number, file: string): string {
  return `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`;
}
