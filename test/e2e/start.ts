/**
 * `npm start`: VS Code in the browser, with this extension linked in and a copy of the sample poems open. After a
 * change: `npm run build`, then "Developer: Reload Window". PORT chooses the port, OPEN=0 leaves the browser shut.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnvironment } from './clean-environment.ts';
import { freePort, isPortFree } from './free-port.ts';
import { codeServer, repositoryRoot, samplePoems, serverNode } from './paths.ts';
import { quietSettings } from './quiet-settings.ts';
import { ensureVSCodeServer } from './setup.ts';

const home = path.join(repositoryRoot, '.vscode-run');
const poems = path.join(home, 'sample-poems');

prepareHome();
await ensureVSCodeServer();
const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: repositoryRoot, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);

const port = await choosePort();
const log = path.join(home, 'server.log');
const output = openSync(log, 'w');
const opensBrowser = !['0', 'false', 'no', ''].includes(process.env.OPEN ?? '1');
const server = spawn(
  serverNode,
  [
    ...[codeServer, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--config', `${home}/config.yaml`],
    ...['--user-data-dir', `${home}/data`, '--extensions-dir', `${home}/extensions`, '--disable-workspace-trust'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    ...(opensBrowser ? ['--open'] : []),
    poems,
  ],
  { env: cleanEnvironment(), stdio: ['ignore', output, output] },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));

while (!(await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok) await delay(200);
console.log(`
VS Code with Poetry Embedding Explorer:  http://127.0.0.1:${port}/?folder=${encodeURI(poems)}

It has a copy of the sample poems open. Press F1 there and choose "Poetry: Train Autoencoder".
Ctrl+C here stops it; its log is ${path.relative(process.cwd(), log)}.`);

/** What was changed in the copied poems and in the settings stays from one start to the next. */
function prepareHome(): void {
  cpSync(samplePoems, poems, { recursive: true, force: false });
  const extensions = path.join(home, 'extensions');
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  symlinkSync(repositoryRoot, path.join(extensions, 'poetry-embedding-explorer'));
  const settings = path.join(home, 'data/User/settings.json');
  if (existsSync(settings)) return;
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify(quietSettings, null, 2));
}

async function choosePort(): Promise<number> {
  const wanted = Number(process.env.PORT ?? 8080);
  if (await isPortFree(wanted)) return wanted;
  if (process.env.PORT === undefined) return freePort();
  throw new Error(`Port ${wanted} is taken: set PORT to another, or leave it out.`);
}
