import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Failure } from '../protocol/compute-messages.ts';
import { createRequestChannel, type RequestChannel } from '../protocol/request-channel.ts';

/** Where the client tells what happens; VS Code's log channel is one. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface ComputeClient {
  /** Asks the compute process, which is started if it is not running. */
  readonly request: RequestChannel['request'];
  /** Ends the process: jobs under way are asked to stop first, and have `graceMs` for that. */
  dispose(graceMs?: number): Promise<void>;
}

export interface ComputeClientOptions {
  /** The process's entry, absolute. */
  script: string;
  log: Log;
  /** What the requests under way are told when the process dies. `how`: "exit code 1", "signal SIGKILL". */
  describeDeath(how: string): string;
  /** Milliseconds without a request after which the process is ended. */
  idleMs?: number;
  /** Milliseconds after a cancellation, when nothing came of it, until the process is killed. */
  stuckMs?: number;
  execArgv?: readonly string[];
}

/** Owns the compute process: one child at a time, started on demand, replaced when it has died. */
export function createComputeClient(options: ComputeClientOptions): ComputeClient {
  const { script, log, describeDeath, idleMs = 5 * 60_000, stuckMs = 10_000, execArgv = [] } = options;
  let child: ChildProcess | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let disposed = false;

  const channel = createRequestChannel(
    (message) => {
      const target = (child ??= start());
      // A send that fails is followed by the child's exit, which ends the request.
      target.send(
        message,
        (error) => error && log.warn(`The compute process did not take a message: ${error.message}`),
      );
    },
    (problem) => log.warn(`A message of the compute process was left out: ${problem}`),
  );

  function start(): ChildProcess {
    const started = fork(script, [], {
      execArgv: [...execArgv],
      env: processEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    log.info(`The compute process started (process ${started.pid ?? '?'}).`);
    forward(started.stdout, (line) => log.info(line));
    forward(started.stderr, (line) => log.warn(line));
    started.on('message', (message) => channel.receive(message));
    // Only one of these comes when the process cannot be started at all.
    started.once('error', (error) => gone(started, error.message));
    started.once('exit', (code, signal) => gone(started, signal ? `signal ${signal}` : `exit code ${code}`));
    return started;
  }

  function gone(who: ChildProcess, how: string): void {
    if (child !== who) return;
    child = undefined;
    clearTimeout(idleTimer);
    if (!channel.pending) return log.info(`The compute process ended (${how}).`);
    const failure: Failure = { message: describeDeath(how), forPerson: true, cancelled: disposed };
    log.error(`The compute process died while it worked (${how}).`);
    channel.failAll(failure);
  }

  function restIfIdle(): void {
    clearTimeout(idleTimer);
    if (channel.pending) return;
    // The process ends by itself once its channel is closed.
    idleTimer = setTimeout(() => child?.connected && child.disconnect(), idleMs);
    idleTimer.unref();
  }

  return {
    async request(method, params, requestOptions = {}) {
      if (disposed) throw new Error('the compute process is no longer available');
      clearTimeout(idleTimer);
      let stuckTimer: NodeJS.Timeout | undefined;
      const onAbort = (): void => {
        stuckTimer = setTimeout(() => {
          log.error(`The compute process did not stop within ${stuckMs / 1000} s and is ended.`);
          child?.kill('SIGKILL');
        }, stuckMs);
      };
      requestOptions.signal?.addEventListener('abort', onAbort);
      try {
        return await channel.request(method, params, requestOptions);
      } finally {
        clearTimeout(stuckTimer);
        requestOptions.signal?.removeEventListener('abort', onAbort);
        restIfIdle();
      }
    },

    async dispose(graceMs = 3000) {
      disposed = true;
      clearTimeout(idleTimer);
      const last = child;
      if (!last) return;
      const ended = new Promise<void>((resolve) => last.once('exit', () => resolve()));
      if (last.connected) last.disconnect();
      const killer = setTimeout(() => last.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(killer);
    },
  };
}

/** The host's environment, so that the child runs as plain Node and not as an editor or under its debugger. */
function processEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  delete environment.NODE_OPTIONS;
  delete environment.VSCODE_INSPECTOR_OPTIONS;
  return environment;
}

function forward(stream: Readable | null, tell: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', tell);
}
