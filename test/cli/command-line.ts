import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const tsx = path.join(root, 'node_modules/tsx/dist/esm/index.mjs');

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  done: Promise<Finished>;
  /** Settles once standard error holds `text`, or the process has ended. */
  says(text: string): Promise<void>;
}

/** Starts the command line, from its sources, in the folder `cwd`. */
export function start(args: readonly string[], cwd: string): Running {
  const child = spawn(process.execPath, ['--import', tsx, path.join(root, 'src/cli.ts'), ...args], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  const watchers = new Set<() => void>();
  child.stdout!.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr!.on('data', (data: Buffer) => {
    stderr += data.toString();
    for (const watcher of watchers) watcher();
  });
  const done = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const says = async (text: string): Promise<void> => {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => void (stderr.includes(text) && resolve());
      watchers.add(look);
      look();
    });
    await Promise.race([seen, done]);
  };
  return { child, done, says };
}

export function run(args: readonly string[], cwd: string): Promise<Finished> {
  return start(args, cwd).done;
}
