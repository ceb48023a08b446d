import type { ComputeMethod, ComputeMethods, Failure, RequestControl, ToCompute } from './compute-messages.ts';
import { messageType } from './message-type.ts';
import { idOf, methodReaders, readFromCompute } from './read-compute-messages.ts';

/** A request that was answered with a failure, or could not be answered any more. */
export class RequestFailed extends Error {
  override name = 'RequestFailed';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface RequestOptions<M extends ComputeMethod> {
  /** Asks the other side to stop; the request then ends with what it has, or as a cancelled failure. */
  signal?: AbortSignal;
  onProgress?(progress: ComputeMethods[M]['progress']): void;
  /** Given at once what holds the request and lets it go on, where its job can wait. */
  onSent?(hold: RequestHold): void;
}

/** Harmless when the request has ended. */
export interface RequestHold {
  pause(): void;
  goOn(): void;
}

/** The asking side of the protocol: every request ends in a result or a RequestFailed. */
export interface RequestChannel {
  request<M extends ComputeMethod>(
    method: M,
    params: ComputeMethods[M]['params'],
    options?: RequestOptions<M>,
  ): Promise<ComputeMethods[M]['result']>;
  /** Takes a message of the other side, whatever it is. */
  receive(message: unknown): void;
  /** Ends all requests under way: the other side is gone. */
  failAll(failure: Failure): void;
  readonly pending: number;
}

interface Pending {
  method: ComputeMethod;
  onProgress: ((progress: never) => void) | undefined;
  settle(): void;
  resolve(result: never): void;
  reject(error: Error): void;
}

/**
 * `post` sends to the other side and may throw when it is gone. `onMalformed` hears of messages that belong to no
 * request or have the wrong form; a malformed answer also fails its request.
 */
export function createRequestChannel(
  post: (message: ToCompute) => void,
  onMalformed: (problem: string) => void,
): RequestChannel {
  const pending = new Map<number, Pending>();
  let nextId = 1;

  const finish = (id: number): Pending | undefined => {
    const entry = pending.get(id);
    pending.delete(id);
    entry?.settle();
    return entry;
  };
  const fail = (id: number, failure: Failure): void => finish(id)?.reject(new RequestFailed(failure));

  return {
    request: (method, params, options = {}) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        const say = (type: RequestControl): void => {
          try {
            if (pending.has(id)) post({ type, id });
          } catch {
            // The other side is gone; `failAll` ends the request.
          }
        };
        const cancel = (): void => say('cancel');
        pending.set(id, {
          method,
          onProgress: options.onProgress as Pending['onProgress'],
          settle: () => options.signal?.removeEventListener('abort', cancel),
          resolve: resolve as Pending['resolve'],
          reject,
        });
        try {
          post({ type: 'request', id, method, params } as ToCompute);
        } catch (error) {
          fail(id, { message: String(error), forPerson: false, cancelled: false });
          return;
        }
        options.onSent?.({ pause: () => say('pause'), goOn: () => say('continue') });
        options.signal?.addEventListener('abort', cancel);
        if (options.signal?.aborted) cancel();
      }),

    receive(raw) {
      try {
        const message = readFromCompute(raw);
        const entry = message.id === null ? undefined : pending.get(message.id);
        if (message.id === null || !entry) {
          if (message.type === 'failure') onMalformed(message.failure.message);
          return;
        }
        const readers = methodReaders[entry.method];
        if (message.type === 'failure') fail(message.id, message.failure);
        else if (message.type === 'progress')
          entry.onProgress?.(readers.progress(message.progress, `${entry.method}.progress`) as never);
        else {
          const result = readers.result(message.result, `${entry.method}.result`);
          finish(message.id)?.resolve(result as never);
        }
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        onMalformed(problem);
        // A request whose answer cannot be read must not hang; progress that cannot be read is only not shown.
        const id = idOf(raw);
        if (id !== null && messageType(raw) !== 'progress')
          fail(id, { message: problem, forPerson: false, cancelled: false });
      }
    },

    failAll(failure) {
      for (const id of [...pending.keys()]) fail(id, failure);
    },

    get pending() {
      return pending.size;
    },
  };
}
