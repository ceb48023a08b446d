import type { ComputeMethod, ComputeMethods, Failure, FromCompute } from '../protocol/compute-messages.ts';
import { idOf, readToCompute } from '../protocol/read-compute-messages.ts';

/** The work behind each method. A job hears of a cancellation through its signal. */
export type Jobs = {
  [M in ComputeMethod]: (
    params: ComputeMethods[M]['params'],
    onProgress: (progress: ComputeMethods[M]['progress']) => void,
    signal: AbortSignal,
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
  const running = new Map<number, { abort: AbortController; done: Promise<void> }>();

  async function run<M extends ComputeMethod>(
    id: number,
    method: M,
    params: ComputeMethods[M]['params'],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const result = await jobs[method](params, (progress) => post({ type: 'progress', id, progress }), signal);
      post({ type: 'result', id, result });
    } catch (error) {
      post({ type: 'failure', id, failure: describeFailure(error, signal.aborted) });
    }
  }

  return {
    receive(raw) {
      try {
        const message = readToCompute(raw);
        if (message.type === 'cancel') {
          running.get(message.id)?.abort.abort();
          return;
        }
        if (running.has(message.id)) throw new Error(`the request ${message.id} is already running`);
        const abort = new AbortController();
        const done = run(message.id, message.method, message.params, abort.signal).finally(() =>
          running.delete(message.id),
        );
        running.set(message.id, { abort, done });
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
