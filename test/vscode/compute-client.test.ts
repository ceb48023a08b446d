import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../../src/protocol/compute-messages.ts';
import { RequestFailed } from '../../src/protocol/request-channel.ts';
import { type ComputeClient, type ComputeClientOptions, createComputeClient } from '../../src/vscode/compute-client.ts';

const script = path.join(import.meta.dirname, 'processes', 'answering.mjs');

describe('the compute client', () => {
  let client: ComputeClient | undefined;
  let log: string[] = [];

  const start = (options: Partial<ComputeClientOptions> = {}): ComputeClient => {
    log = [];
    const tell = (level: string) => (message: string) => void log.push(`${level} ${message}`);
    client = createComputeClient({
      script,
      log: { info: tell('info'), warn: tell('warn'), error: tell('error') },
      describeDeath: (how) => `died: ${how}`,
      ...options,
    });
    return client;
  };
  const ask = async (run: string, signal?: AbortSignal): Promise<string> =>
    (await client!.request('evaluate', { run }, signal ? { signal } : {})).report;
  const failureOf = async (request: Promise<unknown>): Promise<Failure> => {
    const error: unknown = await request.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RequestFailed);
    return (error as RequestFailed).failure;
  };

  afterEach(() => client?.dispose(100));

  it('starts the process on the first request and keeps it', async () => {
    start();
    expect(log).toEqual([]);
    const pid = await ask('x');
    expect(Number(pid)).not.toBe(process.pid);
    expect(await ask('x')).toBe(pid);
  });

  it('reports a process that ends while it works, with its exit code, and starts another for the next request', async () => {
    start();
    const pid = await ask('x');
    expect(await failureOf(ask('exit'))).toEqual({ message: 'died: exit code 7', forPerson: true, cancelled: false });
    expect(await ask('x')).not.toBe(pid);
  });

  it.skipIf(process.platform === 'win32')('reports a process that is killed, with the signal', async () => {
    start();
    expect((await failureOf(ask('kill'))).message).toBe('died: signal SIGKILL');
  });

  it('writes what a dying process says into the log', async () => {
    start();
    await failureOf(ask('throw'));
    await vi.waitFor(() => expect(log.join('\n')).toContain('out of luck'));
  });

  it('writes what the process prints into the log', async () => {
    start();
    await ask('talk');
    await vi.waitFor(() => expect(log).toEqual(expect.arrayContaining(['info a word', 'warn a warning'])));
  });

  it('leaves out a message that is not of the protocol', async () => {
    start();
    expect(await ask('garbage')).toMatch(/^\d+$/);
    expect(log.some((line) => line.startsWith('warn A message of the compute process was left out'))).toBe(true);
  });

  it('fails when the process cannot be started', async () => {
    start({ script: path.join(import.meta.dirname, 'processes', 'missing.mjs') });
    expect((await failureOf(ask('x'))).message).toBe('died: exit code 1');
  });

  it('cancels a request', async () => {
    start();
    const abort = new AbortController();
    const asked = failureOf(ask('hang', abort.signal));
    abort.abort();
    expect((await asked).cancelled).toBe(true);
  });

  it('kills a process that does not stop', async () => {
    start({ stuckMs: 100 });
    await ask('x');
    const abort = new AbortController();
    const asked = failureOf(ask('loop', abort.signal));
    abort.abort();
    expect((await asked).message).toMatch(/^died/);
    expect(await ask('x')).toMatch(/^\d+$/);
  });

  it('ends a process that has nothing to do', async () => {
    start({ idleMs: 20 });
    const pid = await ask('x');
    await vi.waitFor(() => expect(log.at(-1)).toContain('ended'), { timeout: 5000 });
    expect(await ask('x')).not.toBe(pid);
  });

  it('ends the process when it is disposed, even one that is stuck', async () => {
    start();
    const pid = Number(await ask('x'));
    const asked = failureOf(ask('loop'));
    await client!.dispose(100);
    expect((await asked).cancelled).toBe(true);
    expect(() => process.kill(pid, 0)).toThrow();
    await expect(ask('x')).rejects.toThrow('no longer available');
  });

  it('starts the process as plain Node, outside the debugger of its host', async () => {
    vi.stubEnv('NODE_OPTIONS', '--no-warnings');
    vi.stubEnv('VSCODE_INSPECTOR_OPTIONS', '{}');
    start();
    const environment: unknown = JSON.parse(await ask('env'));
    vi.unstubAllEnvs();
    expect(environment).toEqual({ electron: '1' });
  });
});
