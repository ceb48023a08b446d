import { deserialize, serialize } from 'node:v8';
import { describe, expect, it, vi } from 'vitest';
import { type Jobs, serveRequests } from '../../src/compute/serve-requests.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import type { TrainProgress } from '../../src/protocol/compute-messages.ts';
import { createRequestChannel, RequestFailed, type RequestHold } from '../../src/protocol/request-channel.ts';
import { trainProgress, trainResult } from './messages-for-tests.ts';

const unasked = () => Promise.reject(new Error('nobody asks for this here'));
const idleJobs: Jobs = {
  train: () => Promise.resolve(trainResult),
  evaluate: () => Promise.resolve({ report: 'fine' }),
  neighbours: () => Promise.resolve({ neighbours: [] }),
  engines: unasked,
  judgeTraining: unasked,
  preparePassages: unasked,
  makeBaseRun: unasked,
  readDocument: unasked,
  encodePassage: unasked,
  inspectPassage: unasked,
  wordErrors: unasked,
  project: unasked,
  clusterPassages: unasked,
  searchPassages: unasked,
  passageText: unasked,
  mapTable: unasked,
  heldOutFigures: unasked,
  passageErrors: unasked,
  dimensions: unasked,
  compareRuns: unasked,
  compareNeighbours: unasked,
  findPoems: unasked,
  sketchBasis: unasked,
  sketch: unasked,
  sweep: unasked,
};

/** The two sides of the protocol, joined as a process channel joins them. */
function connect(jobs: Partial<Jobs>, spoil: (message: unknown) => unknown = (message) => message) {
  const malformed: string[] = [];
  const server = serveRequests({ ...idleJobs, ...jobs }, (message) => {
    const arriving = spoil(deserialize(serialize(message)));
    queueMicrotask(() => channel.receive(arriving));
  });
  const channel = createRequestChannel(
    (message) => server.receive(deserialize(serialize(message))),
    (problem) => malformed.push(problem),
  );
  return { channel, server, malformed };
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

const failureOf = async (request: Promise<unknown>) => {
  const error: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RequestFailed);
  return (error as RequestFailed).failure;
};

describe('a request', () => {
  it('is answered with its result, after its progress', async () => {
    const seen: TrainProgress[] = [];
    const { channel } = connect({
      train: (_, onProgress) => {
        onProgress(trainProgress);
        return Promise.resolve(trainResult);
      },
    });
    const result = channel.request('train', { folder: '/p', preset: 'seed' }, { onProgress: (p) => seen.push(p) });
    expect(channel.pending).toBe(1);
    expect(await result).toEqual(trainResult);
    expect(seen).toEqual([trainProgress]);
    expect(channel.pending).toBe(0);
  });

  it('gets its own answer when several are under way', async () => {
    const { channel } = connect({
      evaluate: async ({ run }) => {
        await new Promise((resolve) => setTimeout(resolve, run === 'slow' ? 20 : 1));
        return { report: run };
      },
    });
    const asked = ['slow', 'quick'].map((run) => channel.request('evaluate', { run }));
    expect(await Promise.all(asked)).toEqual([{ report: 'slow' }, { report: 'quick' }]);
  });

  it('fails with the words meant for a person when the job throws a UserError', async () => {
    const { channel } = connect({ evaluate: () => Promise.reject(new UserError('config.json is damaged.')) });
    const failure = await failureOf(channel.request('evaluate', { run: 'x' }));
    expect(failure).toMatchObject({ message: 'config.json is damaged.', forPerson: true, cancelled: false });
  });

  it('fails with the stack of any other error', async () => {
    const { channel } = connect({ evaluate: () => Promise.reject(new TypeError('x is not a function')) });
    const failure = await failureOf(channel.request('evaluate', { run: 'x' }));
    expect(failure).toMatchObject({ message: 'x is not a function', forPerson: false, cancelled: false });
    expect(failure.stack).toContain('request-channel.test');
  });

  it('can be cancelled, and then ends with what the job has', async () => {
    const abort = new AbortController();
    const { channel } = connect({
      train: async (_params, _progress, signal) => {
        await untilAborted(signal);
        return { ...trainResult, status: 'stopped' };
      },
    });
    const result = channel.request('train', { folder: '/p', preset: 'seed' }, { signal: abort.signal });
    abort.abort();
    expect((await result).status).toBe('stopped');
  });

  it('can be held and let go on, each as often as one likes', async () => {
    const heard: boolean[] = [];
    const { channel } = connect({
      train: (_params, _progress, signal, onHold) => {
        onHold((hold) => heard.push(hold));
        return untilAborted(signal).then(() => trainResult);
      },
    });
    const abort = new AbortController();
    let hold: RequestHold | undefined;
    const options = { signal: abort.signal, onSent: (by: RequestHold) => (hold = by) };
    const result = channel.request('train', { folder: '/p', preset: 'seed' }, options);
    hold!.pause();
    hold!.goOn();
    hold!.pause();
    expect(heard).toEqual([true, false, true]);
    abort.abort();
    expect(await result).toEqual(trainResult);
    hold!.goOn();
    expect(heard).toHaveLength(3);
  });

  it('whose job cannot wait goes on when it is held', async () => {
    const { channel } = connect({});
    const asked = channel.request('evaluate', { run: 'x' }, { onSent: (hold) => hold.pause() });
    expect(await asked).toEqual({ report: 'fine' });
  });

  it('that was cancelled before it was sent is cancelled at once', async () => {
    const { channel } = connect({
      evaluate: async (_params, _progress, signal) => {
        if (!signal.aborted) await untilAborted(signal);
        return signal.throwIfAborted() as never;
      },
    });
    const failure = await failureOf(channel.request('evaluate', { run: 'x' }, { signal: AbortSignal.abort() }));
    expect(failure.cancelled).toBe(true);
  });

  it('fails, and does not hang, when its answer is malformed', async () => {
    const { channel, malformed } = connect({}, (message) => ({ ...(message as object), result: { report: 7 } }));
    const failure = await failureOf(channel.request('evaluate', { run: 'x' }));
    expect(failure.message).toBe('evaluate.result.report must be a string');
    expect(malformed).toEqual([failure.message]);
  });

  it('fails, and does not hang, when its answer has no known type', async () => {
    const { channel } = connect({}, (message) => ({ ...(message as object), type: 'unheard-of' }));
    expect((await failureOf(channel.request('evaluate', { run: 'x' }))).message).toContain('message');
  });

  it('goes on when its progress is malformed', async () => {
    const { channel, malformed } = connect({
      train: (_, onProgress) => {
        onProgress({ epochs: 3 } as never);
        return Promise.resolve(trainResult);
      },
    });
    const onProgress = vi.fn();
    expect(await channel.request('train', { folder: '/p', preset: 'seed' }, { onProgress })).toEqual(trainResult);
    expect(onProgress).not.toHaveBeenCalled();
    expect(malformed).toHaveLength(1);
  });

  it('fails when the other side is gone', async () => {
    const { channel } = connect({ evaluate: () => new Promise(() => undefined) });
    const asked = failureOf(channel.request('evaluate', { run: 'x' }));
    channel.failAll({ message: 'exit code 1', forPerson: true, cancelled: false });
    expect((await asked).message).toBe('exit code 1');
    expect(channel.pending).toBe(0);
  });

  it('fails when it cannot be sent', async () => {
    const channel = createRequestChannel(
      () => {
        throw new Error('channel closed');
      },
      () => undefined,
    );
    expect((await failureOf(channel.request('evaluate', { run: 'x' }))).message).toContain('channel closed');
  });
});

describe('the answering side', () => {
  it('answers a malformed message with a failure that carries its id, if it has one', () => {
    const answers: unknown[] = [];
    const server = serveRequests(idleJobs, (message) => answers.push(message));
    for (const message of [undefined, 7, { id: 4 }, { type: 'request', id: 5, method: 'train', params: null }]) {
      server.receive(message);
    }
    expect(answers).toMatchObject([
      { type: 'failure', id: null },
      { type: 'failure', id: null },
      { type: 'failure', id: 4 },
      { type: 'failure', id: 5, failure: { message: 'train.params must be an object', forPerson: false } },
    ]);
  });

  it('refuses an id that is still in use', async () => {
    const answers: unknown[] = [];
    let finish = (): void => undefined;
    const evaluate: Jobs['evaluate'] = () => new Promise((resolve) => (finish = () => resolve({ report: '' })));
    const server = serveRequests({ ...idleJobs, evaluate }, (message) => answers.push(message));
    const request = { type: 'request', id: 1, method: 'evaluate', params: { run: 'x' } };
    server.receive(request);
    server.receive(request);
    expect(answers).toMatchObject([{ type: 'failure', id: 1 }]);
    finish();
    await vi.waitFor(() => expect(answers).toHaveLength(2));
  });

  it('stops its jobs and waits for them', async () => {
    const ended: string[] = [];
    const { channel, server } = connect({
      train: async (_params, _progress, signal) => {
        await untilAborted(signal);
        await new Promise((resolve) => setTimeout(resolve, 5));
        ended.push('train');
        return { ...trainResult, status: 'stopped' };
      },
    });
    void channel.request('train', { folder: '/p', preset: 'seed' });
    await server.stop();
    expect(ended).toEqual(['train']);
  });
});
