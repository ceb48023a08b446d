import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findTorch, hasReferenceBlas } from '../parity/find-torch.ts';

const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The file of a program on the PATH, or undefined. */
export function programOnPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(existsSync);
}

/** The browser of the tests: $CHROMIUM, or the first Chromium on the PATH. */
export function findChromium(): string | undefined {
  return process.env.CHROMIUM ?? chromiumNames.map(programOnPath).find((file) => file !== undefined);
}

/** Makes sure there is a Chromium, from Debian's packages where allowed. */
export function ensureChromium(): void {
  if (findChromium() === undefined) {
    installPackages(['chromium', 'fonts-dejavu-core'], 'or set CHROMIUM to the file of a Chromium or Chrome');
  }
}

/** Makes sure that the one addon without a prebuilt binary can be compiled. */
export function ensureCompiler(): void {
  const packageOf = { python3: 'python3', make: 'make', 'g++': 'g++' };
  const missing = Object.entries(packageOf).flatMap(([program, name]) => (programOnPath(program) ? [] : [name]));
  if (missing.length > 0) installPackages(missing, 'they compile one addon of the VS Code server');
}

/** Makes sure that packages can be had from PyPI. */
export function ensurePip(): void {
  if (spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' }).status !== 0)
    installPackages(['python3', 'python3-pip'], "it gets TensorFlow's library");
}

/** Sees to PyTorch with a fast BLAS, to compare with, from Debian's packages where allowed; says so where it is not to be had. */
export function offerTorch(): void {
  const python = findTorch();
  if (python !== null && !hasReferenceBlas(python)) return;
  try {
    const names = ['python3-torch', 'python3-numpy', 'libopenblas0-pthread'];
    installPackages(names, 'the benchmarks compare with it');
  } catch (error) {
    console.log(
      `There is no PyTorch with a fast BLAS to compare with. ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function installPackages(names: readonly string[], otherwise: string): void {
  const command = ['apt-get', 'install', '--yes', '--no-install-recommends', ...names];
  const byHand = `Install ${names.join(', ')} with your system's package manager (${otherwise}), then run this again.`;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!programOnPath('apt-get') || (asRoot.length > 0 && !programOnPath('sudo'))) throw new Error(byHand);

  console.log(`Installing ${names.join(', ')} …`);
  for (const step of [['apt-get', 'update'], command]) {
    const [program = '', ...args] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', ...step];
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0) throw new Error(`${step.join(' ')} failed: ${stderr.trim()}\n${byHand}`);
  }
}
