import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TrainParams, TrainProgress, TrainResult } from '../protocol/compute-messages.ts';
import { createRequestChannel } from '../protocol/request-channel.ts';

/** A process that trains. It ends when this one does, at the training's next whole step. */
export interface MemberProcess {
  readonly pid: number | undefined;
  /**
   * Rejects with a RequestFailed when the training fails or the process dies. A process that does not heed the signal for
   * long is killed: its run can be resumed from its last epoch.
   */
  train(params: TrainParams, onProgress: (progress: TrainProgress) => void, signal: AbortSignal): Promise<TrainResult>;
  /** Lets the process end, and waits until it has. */
  end(): Promise<void>;
}

/** Signals by which a person ends a process, in a terminal those that were started by it too: nothing has failed then. */
const asked: ReadonlySet<NodeJS.Signals | null> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP']);

/** Below the 10 s after which the editor gives up on the process that asks. */
const stuckMs = 8000;

/** Starts a compute process of its own for one member, so that it has a core and a memory of its own. */
export function startMemberProcess(script = computeScript()): MemberProcess {
  const child = fork(script, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  if (child.pid !== undefined) yieldToEditor(child.pid);
  const channel = createRequestChannel(
    (message) => void child.send(message, () => undefined),
    () => undefined,
  );
  const ended = new Promise<void>((resolve) => {
    const gone = (how: string, cancelled = false): void => {
      const message = `Its process ended before the training did (${how}), perhaps for want of memory. Go on with fewer processes.`;
      channel.failAll({ message, forPerson: true, cancelled });
      resolve();
    };
    child.once('error', (error) => gone(error.message));
    child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`, asked.has(signal)));
  });
  child.on('message', (message) => channel.receive(message));
  return {
    pid: child.pid,
    async train(params, onProgress, signal) {
      let killer: NodeJS.Timeout | undefined;
      const onAbort = (): void => void (killer = setTimeout(() => child.kill('SIGKILL'), stuckMs));
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await channel.request('train', params, { onProgress, signal });
      } finally {
        clearTimeout(killer);
        signal.removeEventListener('abort', onAbort);
      }
    },
    async end() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** The compute process's entry: beside this module in the sources, beside its bundle when that is built. */
function computeScript(): string {
  const here = fileURLToPath(import.meta.url);
  return path.join(path.dirname(here), here.endsWith('.ts') ? 'main.ts' : 'compute.mjs');
}

/** Several processes at once are not to make the machine slow for the person at it. */
function yieldToEditor(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it.
  }
}
