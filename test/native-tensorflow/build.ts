import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fillOnce } from '../e2e/locked-folder.ts';
import { serverNode } from '../e2e/paths.ts';
import { runProgram } from '../e2e/run-program.ts';
import { ensureCompiler, ensurePip } from '../e2e/system-packages.ts';
import { nativeFolder, nativePackage, whyNoNative } from './paths.ts';

/*
 * Builds the package tfjs-node-gpu into what it is once its own install script has run, but without that script: it
 * downloads TensorFlow from a place that many networks do not let through. Here TensorFlow's library is the one of
 * PyPI's package for CPUs, and the binding is compiled from its sources in the package.
 */
const locked = path.join(import.meta.dirname, 'locked');
const manifests = ['package.json', 'package-lock.json', '.npmrc'].map((name) => path.join(locked, name));
const requirements = path.join(locked, 'requirements.txt');

const wheel = path.join(nativeFolder, 'wheel');
const headers = 'tensorflow/include/';
const libraries = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'];
const extract = `
import glob, os, sys, zipfile
folder, *wanted = sys.argv[1:]
[wheel] = glob.glob(folder + '/*.whl')
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith(tuple(wanted))])
os.remove(wheel)
`;

rmSync(whyNoNative, { force: true });
const built = path.join(nativePackage, 'lib/napi-v8/tfjs_binding.node');
await fillOnce({ folder: nativeFolder, locks: [...manifests, requirements], needed: [built] }, async () => {
  // One that fails must not leave the other at work.
  const outcomes = await Promise.allSettled([getPackage(), getTensorFlow()]);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure) {
    const why = failure.reason instanceof Error ? failure.reason.message : String(failure.reason);
    writeFileSync(whyNoNative, why);
    console.log(`TensorFlow's library is not to be had. ${why}`);
    process.exit();
  }
  await compileBinding();
});

async function getPackage(): Promise<void> {
  for (const file of manifests) copyFileSync(file, path.join(nativeFolder, path.basename(file)));
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}

async function getTensorFlow(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`Its package is for Linux on x64, and this is ${process.platform} on ${process.arch}.`);
  ensurePip();
  const anyPython = ['--python-version', '311', '--implementation', 'cp', '--platform', 'manylinux_2_17_x86_64'];
  const what = ['--no-deps', '--only-binary', ':all:', ...anyPython, '--require-hashes', '-r', requirements];
  await run('python3', ['-m', 'pip', 'download', '--quiet', ...what, '-d', wheel]);
  await run('python3', ['-c', extract, wheel, headers, ...libraries]);
}

/** As the package's `binding.gyp` says for Linux. The interface is the same in every Node, so any one's headers will do. */
async function compileBinding(): Promise<void> {
  ensureCompiler();
  const lib = path.join(nativePackage, 'deps/lib');
  for (const folder of [lib, path.dirname(built)]) mkdirSync(folder, { recursive: true });
  const linked = libraries.map((library) => path.join(lib, path.basename(library)));
  libraries.forEach((library, index) => symlinkSync(path.join(wheel, library), linked[index]!));

  const node = path.join(path.dirname(path.dirname(serverNode)), 'include/node');
  const included = [nativePackage, path.join(wheel, headers), node].map((folder) => `-I${folder}`);
  const flags = ['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8', '-w', ...included];
  const objects = await Promise.all(
    ['tfjs_backend', 'tfjs_binding'].map(async (name) => {
      const object = path.join(path.dirname(built), `${name}.o`);
      const source = path.join(nativePackage, 'binding', `${name}.cc`);
      await run('g++', [...flags, '-c', source, '-o', object]);
      return object;
    }),
  );
  await run('g++', ['-shared', '-o', built, ...objects, ...linked, '-Wl,-rpath,$ORIGIN/../../deps/lib']);
}

function run(program: string, args: readonly string[]): Promise<void> {
  return runProgram(program, args, { cwd: nativeFolder });
}
