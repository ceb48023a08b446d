import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { cudaPackage, webGpuPackage } from '../../src/compute/engines/engine-packages.ts';
import { findNpm, npmInstall, type InstallEnd } from '../../src/vscode/npm-install.ts';
import { temporaryFolder } from '../compute/sample-folder.ts';

/** An executable that does what it is told in JavaScript. */
function madeUpNpm(script: string): string {
  const npm = path.join(temporaryFolder(), 'npm');
  writeFileSync(npm, `#!${process.execPath}\n${script}`, { mode: 0o755 });
  return npm;
}

async function install(script: string, signal = new AbortController().signal) {
  const folder = path.join(temporaryFolder(), 'storage', 'engines');
  const lines: string[] = [];
  const ended: InstallEnd = await npmInstall({
    ...{ npm: madeUpNpm(script), folder, spec: 'webgpu@0.6.2', signal },
    onLine: (line) => void lines.push(line),
  });
  return { ended, folder, lines };
}

const refused = `
  console.error('npm error code ECONNREFUSED');
  console.error('npm error errno ECONNREFUSED');
  console.error('npm error FetchError: request to http://127.0.0.1:9/webgpu failed, reason: connect ECONNREFUSED 127.0.0.1:9');
  console.error('npm error A complete log of this run can be found in: /root/.npm/_logs/debug-0.log');
  process.exit(1);
`;

describe('an installation by npm', () => {
  it('happens in the folder of the extension, with nothing of the editor around it', async () => {
    process.env.ELECTRON_RUN_AS_NODE = '1';
    const { ended, folder, lines } = await install(`
      const fs = require('node:fs');
      fs.writeFileSync('told.json', JSON.stringify({ args: process.argv.slice(2), electron: process.env.ELECTRON_RUN_AS_NODE ?? null }));
      console.log('added 3 packages in 2s');
    `);
    delete process.env.ELECTRON_RUN_AS_NODE;
    expect(ended).toEqual({ end: 'installed', line: '' });
    expect(lines).toEqual(['added 3 packages in 2s']);
    expect(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))).toEqual({ private: true });
    const { args, electron } = JSON.parse(readFileSync(path.join(folder, 'told.json'), 'utf8')) as {
      args: string[];
      electron: string | null;
    };
    expect(args.slice(0, 3)).toEqual(['install', '--prefix', '.']);
    expect(args.at(-1)).toBe('webgpu@0.6.2');
    expect(args).toContain('--loglevel=notice');
    expect(electron).toBeNull();
  });

  it.each<[string, InstallEnd]>([
    ['process.exit(7);', { end: 'failed', line: 'exit code 7' }],
    [
      refused,
      {
        end: 'no network',
        line: 'FetchError: request to http://127.0.0.1:9/webgpu failed, reason: connect ECONNREFUSED 127.0.0.1:9',
      },
    ],
    [
      "console.error('npm ERR! code ENOSPC\\nnpm ERR! nospc There appears to be insufficient space on your system to finish.'); process.exit(228);",
      { end: 'no space', line: 'nospc There appears to be insufficient space on your system to finish.' },
    ],
    [
      "console.error('npm error code ETARGET\\nnpm error notarget No matching version found for webgpu@9.9.9.'); process.exit(1);",
      { end: 'failed', line: 'notarget No matching version found for webgpu@9.9.9.' },
    ],
    [
      // As of the real package, where the host of TensorFlow's library cannot be reached.
      `console.error("node:events:495\\n      throw er; // Unhandled 'error' event\\n\\nError: getaddrinfo ENOTFOUND storage.googleapis.com\\n    at errorMonitor");
       console.error('npm error code 1\\nnpm error path /engines/node_modules/@tensorflow/tfjs-node-gpu\\nnpm error command failed');
       console.error('npm error command sh -c node scripts/install.js gpu download');
       console.error('npm error A complete log of this run can be found in: /root/.npm/_logs/debug-0.log');
       process.exit(1);`,
      { end: 'no network', line: 'Error: getaddrinfo ENOTFOUND storage.googleapis.com' },
    ],
  ])('says why it failed (%#)', async (script, expected) => {
    expect((await install(script)).ended).toEqual(expected);
  });

  it('ends when it is cancelled, with what it had started', async () => {
    const abort = new AbortController();
    const started = path.join(temporaryFolder(), 'pid');
    const installing = install(
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
       require('node:fs').writeFileSync(${JSON.stringify(started)}, String(child.pid));
       setInterval(() => {}, 1000);`,
      abort.signal,
    );
    await vi.waitFor(() => expect(readFileSync(started, 'utf8')).not.toBe(''), { timeout: 20_000 });
    abort.abort();
    expect((await installing).ended).toEqual({ end: 'cancelled', line: '' });
    const pid = Number(readFileSync(started, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 5000 });
  });

  it('uses the npm of the search path, never one of a relative place', () => {
    const folder = temporaryFolder();
    expect(findNpm(['bin', folder].join(path.delimiter))).toBeUndefined();
    mkdirSync(path.join(folder, 'real'));
    writeFileSync(path.join(folder, 'real', 'npm'), '', { mode: 0o755 });
    expect(findNpm(['bin', folder, path.join(folder, 'real')].join(path.delimiter))).toBe(
      path.join(folder, 'real', 'npm'),
    );
    expect(existsSync(findNpm()!)).toBe(true);
  });

  it('is of the versions that the engines are written for', () => {
    const source = readFileSync(path.resolve('src/vscode/set-up-gpu.ts'), 'utf8');
    for (const { name, version } of [webGpuPackage, cudaPackage]) expect(source).toContain(`'${name}@${version}'`);
  });
});
