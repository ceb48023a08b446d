import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillOnce } from './locked-folder.ts';
import { codeServer, serverFolder, serverNode, vscodeServer } from './paths.ts';
import { runProgram } from './run-program.ts';
import { ensureChromium, ensureCompiler } from './system-packages.ts';

/**
 * Fills .vscode-server/ with VS Code's server and web workbench (the npm package code-server) and the Node they run
 * on. `npm run vscode:setup` does it by hand; `npm test` and `npm start` do it when needed. A folder that is complete
 * is left alone; one that is not (an older lock file, an interrupted installation) is filled anew.
 */
export function ensureVSCodeServer(): Promise<void> {
  const filled = { folder: serverFolder, locks: manifests, needed: [serverNode, vscodeServer, codeServer] };
  return fillOnce(filled, async () => {
    console.log(`Filling ${serverFolder} with VS Code's server (about 800 MB; a minute or two) …`);
    ensureCompiler();
    for (const file of manifests) copyFileSync(file, path.join(serverFolder, path.basename(file)));
    await install();
  });
}

const manifests = ['package.json', 'package-lock.json', '.npmrc'].map((name) =>
  fileURLToPath(new URL(`vscode-server/${name}`, import.meta.url)),
);

async function install(): Promise<void> {
  await npm(serverFolder, ['ci', '--ignore-scripts']);
  const server = path.join(serverFolder, 'node_modules/code-server/lib/vscode');
  // Pinned by the npm-shrinkwrap.json it comes with, which lacks optional packages that `npm ci` insists on.
  await npm(server, ['install', '--omit=dev', '--ignore-scripts']);
  // Its other addons carry prebuilt binaries, or the tests do without them.
  await npm(server, ['rebuild', '@vscode/spdlog']);
  const addons = "for (const addon of ['@vscode/spdlog', 'node-pty', '@parcel/watcher']) require(addon)";
  await runProgram(serverNode, ['-e', addons], { cwd: server });
}

/** Runs npm with the server's own Node first on the PATH, and its headers for addons. */
function npm(folder: string, args: readonly string[]): Promise<void> {
  const node = path.dirname(path.dirname(serverNode));
  const PATH = `${path.dirname(serverNode)}${path.delimiter}${process.env.PATH ?? ''}`;
  const env = { ...process.env, PATH, npm_config_nodedir: node };
  return runProgram('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, env });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureVSCodeServer();
  ensureChromium();
}
