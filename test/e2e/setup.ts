import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeServer, serverFolder, serverNode, vscodeServer } from './paths.ts';
import { ensureChromium, ensureCompiler } from './system-packages.ts';

/**
 * Fills .vscode-server/ with VS Code's server and web workbench (the npm package code-server) and the Node they run
 * on. `npm run vscode:setup` does it by hand; `npm test` and `npm start` do it when needed. A folder that is complete
 * is left alone; one that is not (an older lock file, an interrupted installation) is filled anew.
 */
export function ensureVSCodeServer(): void {
  const stamp = path.join(serverFolder, 'complete');
  const isComplete = [stamp, serverNode, vscodeServer, codeServer].every(existsSync);
  if (isComplete && readFileSync(stamp, 'utf8') === lockedVersions()) return;

  console.log(`Filling ${serverFolder} with VS Code's server (about 800 MB; a minute or two) …`);
  ensureCompiler();
  rmSync(stamp, { force: true });
  mkdirSync(serverFolder, { recursive: true });
  for (const file of manifests) copyFileSync(file, path.join(serverFolder, path.basename(file)));
  install();
  writeFileSync(stamp, lockedVersions());
}

const manifests = ['package.json', 'package-lock.json', '.npmrc'].map((name) =>
  fileURLToPath(new URL(`vscode-server/${name}`, import.meta.url)),
);

function lockedVersions(): string {
  const hash = createHash('sha256');
  for (const file of manifests) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function install(): void {
  npm(serverFolder, ['ci', '--ignore-scripts']);
  const server = path.join(serverFolder, 'node_modules/code-server/lib/vscode');
  // Pinned by the npm-shrinkwrap.json it comes with, which lacks optional packages that `npm ci` insists on.
  npm(server, ['install', '--omit=dev', '--ignore-scripts']);
  npm(server, ['rebuild', '@vscode/spdlog']); // its other addons carry prebuilt binaries, or the tests do without them
  run(
    serverNode,
    ['-e', "for (const addon of ['@vscode/spdlog', 'node-pty', '@parcel/watcher']) require(addon)"],
    server,
  );
}

function npm(folder: string, args: readonly string[]): void {
  run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], folder);
}

/** Runs a program with the server's own Node first on the PATH, and its headers for addons. */
function run(program: string, args: readonly string[], folder: string): void {
  const node = path.dirname(path.dirname(serverNode));
  const env = {
    ...process.env,
    PATH: `${path.dirname(serverNode)}${path.delimiter}${process.env.PATH ?? ''}`,
    npm_config_nodedir: node,
  };
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  if (status === 0) return;
  const output = [error?.message, stdout, stderr].filter(Boolean).join('\n').trim();
  throw new Error(`${program} ${args.join(' ')} failed in ${folder}:\n${output.slice(0, 2000)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureVSCodeServer();
  ensureChromium();
}
