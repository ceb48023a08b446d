import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** How an installation ended; `line` is what npm said of it. */
export interface InstallEnd {
  end: 'installed' | 'cancelled' | 'no network' | 'no space' | 'failed';
  line: string;
}

interface Request {
  /** The executable, absolute. */
  npm: string;
  /** Whose `node_modules` the package goes into; made where it is missing. */
  folder: string;
  /** `name@version` */
  spec: string;
  /** Hears each line that npm writes. */
  onLine(line: string): void;
  signal: AbortSignal;
}

/** The npm that a terminal would find; undefined where there is none. */
export function findNpm(searched = process.env.PATH ?? ''): string | undefined {
  const name = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return searched
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** Installs a package of the npm registry with what it needs, and its own install scripts. Rejects when npm cannot be run. */
export async function npmInstall({ npm, folder, spec, onLine, signal }: Request): Promise<InstallEnd> {
  mkdirSync(folder, { recursive: true });
  // Else npm would look for a package in the folders above.
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const args = ['install', '--prefix', '.', '--save-exact', '--no-audit', '--no-fund', '--foreground-scripts'];
  // Where npm has been told to be silent, why it failed would not be known.
  const spoken = '--loglevel=notice';
  const retries = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
  const windows = process.platform === 'win32';
  const child = spawn(windows ? `"${npm}"` : npm, [...args, spoken, ...retries, spec], {
    cwd: folder,
    env: plainEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A .cmd file is run by the shell; elsewhere a group of its own can be ended as a whole, install scripts with it.
    ...(windows ? { shell: true } : { detached: true }),
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine(line);
    });
  const stop = (): void => {
    if (child.pid === undefined) return;
    if (windows) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    else process.kill(-child.pid, 'SIGTERM');
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code === 0) return { end: 'installed', line: '' };
    if (signal.aborted) return { end: 'cancelled', line: '' };
    return { end: reasonOf(lines), line: tellingLine(lines) || `exit code ${code}` };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const network =
  /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|network|proxy|certificate/i;

function reasonOf(lines: readonly string[]): InstallEnd['end'] {
  const said = lines.join('\n');
  if (/ENOSPC|no space left/i.test(said)) return 'no space';
  return network.test(said) ? 'no network' : 'failed';
}

/** Of what npm, and the install scripts that it ran, said: the line that tells most, without npm's mark. */
function tellingLine(lines: readonly string[]): string {
  const errors = lines
    .filter((line) => /^npm (ERR!|error)/.test(line))
    .map((line) => line.replace(/^npm (ERR!|error)\s*/, ''));
  const told = errors.filter(
    (line) => !/^(code|errno|syscall|path|command|type|A complete log)\b/.test(line) && line.trim() !== '',
  );
  return told[0] ?? lines.find((line) => /\bError: /.test(line))?.trim() ?? lines.at(-1) ?? '';
}

/** The host's environment without what makes a child an editor of its own. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(ELECTRON|VSCODE)_|^NODE_OPTIONS$/.test(name));
  return Object.fromEntries(kept);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
