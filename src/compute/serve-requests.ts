import type { ComputeMethod, ComputeMethods, Failure, FromCompute } from '../protocol/compute-messages.ts';
import { idOf, readToCompute } from '../protocol/read-compute-messages.ts';

/** Lets a job hear from now on when it shall wait, and when it shall go on; one that cannot wait leaves it alone. */
export type OnHold = (listener: (hold: boolean) => void) => void;

/** The work behind each method. A job hears of a cancellation through its signal. */
export type Jobs = {
  [M in ComputeMethod]: (
    params: ComputeMethods[M]['params'],
    onProgress: (progress: ComputeMethods[M]['progress']) => void,
    signal: AbortSignal,
    onHold: OnHold,
  ) => Promise<ComputeMethods[M]['result']>;
};

export interface RequestServer {
  /** Takes a message, whatever it is; a malformed one is answered with a failure. */
  receive(message: unknown): void;
  /** Asks all jobs to stop and waits until they have. */
  stop(): Promise<void>;
}

function describeFailure(error: unknown, cancelled: boolean): Failure {
  if (!(error instanceof Error)) return { message: String(error), forPerson: false, cancelled };
  return {
    message: error.message || error.name,
    forPerson: error.name === 'UserError',
    cancelled: cancelled && error.name !== 'UserError',
    ...(error.stack ? { stack: error.stack } : {}),
  };
}

/** The answering side of the protocol: runs jobs and posts what becomes of them. */
export function serveRequests(jobs: Jobs, post: (message: FromCompute) => void): RequestServer {
  const running = new Map<number, { abort: AbortController; hold: (hold: boolean) => void; done: Promise<void> }>();

  async function run<M extends ComputeMethod>(
    id: number,
    method: M,
    params: ComputeMethods[M]['params'],
    signal: AbortSignal,
    onHold: OnHold,
  ): Promise<void> {
    try {
      const result = await jobs[method](params, (progress) => post({ type: 'progress', id, progress }), signal, onHold);
      post({ type: 'result', id, result });
    } catch (error) {
      post({ type: 'failure', id, failure: describeFailure(error, signal.aborted) });
    }
  }

  return {
    receive(raw) {
      try {
        const message = readToCompute(raw);
        if (message.type !== 'request') {
          const job = running.get(message.id);
          if (message.type === 'cancel') job?.abort.abort();
          else job?.hold(message.type === 'pause');
          return;
        }
        if (running.has(message.id)) throw new Error(`the request ${message.id} is already running`);
        const abort = new AbortController();
        let listener: ((hold: boolean) => void) | undefined;
        const onHold: OnHold = (hears) => (listener = hears);
        const done = run(message.id, message.method, message.params, abort.signal, onHold).finally(() =>
          running.delete(message.id),
        );
        running.set(message.id, { abort, done, hold: (hold) => listener?.(hold) });
      } catch (error) {
        post({ type: 'failure', id: idOf(raw), failure: describeFailure(error, false) });
      }
    },
    async stop() {
      const jobsUnderWay = [...running.values()];
      for (const { abort } of jobsUnderWay) abort.abort();
      await Promise.all(jobsUnderWay.map(({ done }) => done));
    },
  };
}
