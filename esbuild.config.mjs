// Builds dist/: the modules of WebAssembly (AssemblyScript), the bundles of Node, and a bundle for each page of webview/. Usage: node esbuild.config.mjs [--watch] [--kernels]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, context } from 'esbuild';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

/** A folder of AssemblyScript, what it becomes in dist/, and the compiler's further options. */
const modules = [
  // One source, three builds: the relaxed one fuses multiply and add where the runtime has relaxed SIMD, and the wide one
  // is for a runtime that pairs vectors as well.
  ['src/engine/wasm/kernels', 'kernels.plain.wasm', []],
  ['src/engine/wasm/kernels', 'kernels.relaxed.wasm', ['--enable', 'relaxed-simd']],
  ['src/engine/wasm/kernels', 'kernels.wide.wasm', ['--enable', 'relaxed-simd', '--use', 'WIDE_VECTORS=1']],
  ['src/embeddings/files/row-kernels', 'vector-rows.wasm', []],
];

function buildModules() {
  for (const [folder, name, options] of modules) {
    const sources = path.join(root, folder);
    const newest = Math.max(...fs.readdirSync(sources).map((file) => fs.statSync(path.join(sources, file)).mtimeMs));
    const outFile = path.join(dist, name);
    if (fs.existsSync(outFile) && fs.statSync(outFile).mtimeMs > newest) continue;
    // Compiled under another name and renamed, so that a concurrent reader never sees half a module.
    const partial = `${outFile}.${process.pid}`;
    const args = [path.join(sources, 'index.ts'), '--config', path.join(sources, 'asconfig.json')];
    const { status } = spawnSync(process.execPath, [asc, ...args, ...options, '--outFile', partial], {
      stdio: 'inherit',
      cwd: root,
    });
    if (status !== 0) process.exit(status ?? 1);
    fs.renameSync(partial, outFile);
  }
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  minify: true,
  keepNames: true,
  logLevel: 'warning',
};
// Bundled CommonJS packages still call require().
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";
/**
 * A bundle copies all names of a module that it does not hold once for each file that imports it: of `vscode`, after VS Code
 * has looked up who asks, seventy times, half of what loading took; of Node's modules sixty times, a tenth of the rest. So
 * the files share one `vscode`, which the banner asks for and `V` stands for, and take of Node's modules what they name.
 * @type {import('esbuild').Plugin}
 */
const withoutCopies = {
  name: 'without copies',
  setup({ onLoad }) {
    onLoad({ filter: /\bsrc\b.*\.ts$/ }, ({ path: file }) => ({
      contents: fs
        .readFileSync(file, 'utf8')
        .replace("import * as vscode from 'vscode';", '')
        .replace(/^import (?!type )([^'"]+) from '(node:[^']+)';$/gm, (_, names, module) => {
          const taken = names.replace(/\btype \w+,?/g, '').replaceAll(' as ', ': ');
          return `const ${taken} = require('${module}');`;
        }),
      loader: 'ts',
    }));
  },
};
/** @type {import('esbuild').BuildOptions} */
const inExtensionHost = {
  ...common,
  format: 'cjs',
  external: ['vscode'],
  // What activates has to be small: names of functions are a tenth of it.
  keepNames: false,
  plugins: [withoutCopies],
  define: { 'import.meta.url': '__importMetaUrl', vscode: 'V' },
  banner: {
    js: "const V = require('vscode'), __importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
  },
};
/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...inExtensionHost, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs' },
  // Loaded by the one above when they are first used; what has a state of its own is handed to it.
  { ...inExtensionHost, entryPoints: ['src/vscode/sweep-part.ts'], outfile: 'dist/sweep.cjs' },
  { ...inExtensionHost, entryPoints: ['src/vscode/seldom-part.ts'], outfile: 'dist/seldom.cjs' },
  {
    ...common,
    entryPoints: ['src/compute/main.ts'],
    outfile: 'dist/compute.mjs',
    format: 'esm',
    banner: { js: requireBanner },
  },
  // A thread that reads word vectors.
  {
    ...common,
    entryPoints: ['src/embeddings/files/stretch-thread.ts'],
    outfile: 'dist/vector-thread.mjs',
    format: 'esm',
    sourcemap: false,
  },
  // A thread of the wasm engine.
  {
    ...common,
    entryPoints: ['src/engine/wasm/threads/kernel-thread.ts'],
    outfile: 'dist/kernel-thread.mjs',
    format: 'esm',
    sourcemap: false,
  },
  // A throwaway process that tries the wide kernels.
  {
    ...common,
    entryPoints: ['src/compute/check-wide-kernels.ts'],
    outfile: 'dist/check-wide-kernels.mjs',
    format: 'esm',
    sourcemap: false,
  },
  {
    // TensorFlow.js goes with it; the packages of GPU engines, which hold libraries of the system's own kind, never do.
    ...common,
    entryPoints: ['src/compute/engines/main.ts'],
    outfile: 'dist/engine-process.mjs',
    format: 'esm',
    banner: { js: requireBanner },
  },
  {
    ...common,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/cli.mjs',
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
  },
];

/** A page is a folder of webview/ with a main.ts: it becomes dist/webview/<page>.js, and <page>.css for the styles it imports. */
const webview = path.join(root, 'webview');
const pages = fs.readdirSync(webview).filter((name) => fs.existsSync(path.join(webview, name, 'main.ts')));
bundles.push({
  ...common,
  platform: 'browser',
  target: 'es2022',
  sourcemap: false,
  format: 'iife',
  entryPoints: Object.fromEntries(pages.map((page) => [page, path.join(webview, page, 'main.ts')])),
  outdir: path.join(dist, 'webview'),
});

fs.mkdirSync(dist, { recursive: true });
buildModules();
if (process.argv.includes('--watch')) for (const bundle of bundles) await (await context(bundle)).watch();
else if (!process.argv.includes('--kernels')) {
  await Promise.all(bundles.map((bundle) => build(bundle)));
  fs.chmodSync(path.join(dist, 'cli.mjs'), 0o755);
}
