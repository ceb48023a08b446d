import { beforeAll, describe, expect, it, vi } from 'vitest';
import { trainFolder } from '../../src/compute/train-folder.ts';
import type { ToDashboard } from '../../src/protocol/dashboard-messages.ts';
import { openRun, type Run } from '../../src/runs/read-run.ts';
import type { EpochRecord } from '../../src/runs/epoch-record.ts';
import type { CurrentTraining, TrainingState } from '../../src/vscode/current-training.ts';
import type { Services } from '../../src/vscode/services.ts';
import { createTrainingFeed } from '../../src/vscode/training-feed.ts';
import type { Page } from '../../src/vscode/webview-page.ts';
import { trainingJudgement } from '../protocol/messages-for-tests.ts';
import { folderOfPoems } from '../compute/sample-folder.ts';

let run: Run;
let history: EpochRecord[];
beforeAll(async () => {
  const request = { folder: folderOfPoems(), preset: 'quick', epochs: 6 };
  const outcome = await trainFolder(request, {}, new AbortController().signal);
  run = await openRun(outcome.run);
  history = await run.history();
});

/** The feed with a window around it: `tell` is a change of the training, of which `current` is what is there now. */
function aroundFeed(visible = true, judge = () => Promise.resolve(trainingJudgement)) {
  const posted: ToDashboard[] = [];
  const listeners: (() => void)[] = [];
  const view = {
    stage: 'training',
    fraction: 0.5,
    phases: 3,
    epochs: 6,
    batch: null,
    batchesPerSecond: null,
    left: '',
  };
  const window = {
    current: undefined as Partial<Record<keyof CurrentTraining, unknown>> | undefined,
    shown: run.folder as string | undefined,
    visible,
    refreshed: 0,
  };
  const training = {
    get current() {
      return window.current;
    },
    onDidChange(listener: () => void) {
      listeners.push(listener);
      return { dispose: () => listeners.splice(listeners.indexOf(listener), 1) };
    },
  } as unknown as TrainingState;
  const services = {
    training,
    runs: { all: [{ folder: run.folder, status: 'complete' }], refresh: () => Promise.resolve(window.refreshed++) },
    compute: { request: judge },
    log: { warn: () => undefined },
  } as unknown as Pick<Services, 'training' | 'runs' | 'compute' | 'log'>;
  const page = {
    get isVisible() {
      return window.visible;
    },
    post: (message: ToDashboard) => posted.push(message),
  } as unknown as Page<ToDashboard>;
  const feed = createTrainingFeed(
    services,
    () => page,
    () => window.shown,
  );
  const tell = (epochsDone: number, folder = run.folder): void => {
    window.current = { run: folder, state: 'running', view: { ...view, epochsDone } };
    for (const listener of listeners) listener();
  };
  const end = (): void => {
    window.current = undefined;
    for (const listener of listeners) listener();
  };
  return { feed, posted, window, tell, end, listeners, lives: () => posted.filter(({ type }) => type === 'live') };
}

describe('what the dashboard hears of a training', () => {
  it('is the whole history, the judgement and the state of the run', async () => {
    const { feed } = aroundFeed();
    expect(await feed.contentOf(run)).toEqual({
      run: run.id,
      status: 'complete',
      epochs: history,
      judgement: trainingJudgement,
      startedFrom: null,
    });
  });

  it('comes at most four times a second, however often the training speaks', async () => {
    const { posted, tell, lives } = aroundFeed();
    const began = Date.now();
    while (Date.now() - began < 1100) {
      tell(0);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(lives().length).toBeGreaterThanOrEqual(3);
    expect(lives().length).toBeLessThanOrEqual(5);
    expect(posted[0]).toMatchObject({ type: 'live', live: { state: 'running', fraction: 0.5, stage: 'training' } });
  });

  it('are only the epochs that it has not got', async () => {
    const { feed, posted, tell } = aroundFeed();
    const partial = { ...run, history: () => Promise.resolve(history.slice(0, 4)) };
    await feed.contentOf(partial);
    tell(6);
    await vi.waitFor(() => expect(posted.some(({ type }) => type === 'epochs')).toBe(true));
    expect(posted.filter(({ type }) => type === 'epochs')).toEqual([
      { type: 'epochs', from: 4, epochs: history.slice(4), judgement: trainingJudgement },
    ]);
  });

  it('is nothing while nobody sees it', async () => {
    const { feed, posted, tell } = aroundFeed(false);
    await feed.contentOf({ ...run, history: () => Promise.resolve([]) });
    tell(6);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(posted).toEqual([]);
  });

  it('ends with the training, and is nothing of another run', async () => {
    const { posted, tell, end, window, listeners, feed } = aroundFeed();
    window.shown = '/another';
    tell(0);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(posted).toEqual([]);
    window.shown = run.folder;
    tell(0);
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    end();
    await vi.waitFor(() => expect(posted.at(-1)).toEqual({ type: 'live', live: null }));
    feed.dispose();
    expect(listeners).toEqual([]);
  });

  it('makes a run known that is not in the list yet', async () => {
    const { tell, window } = aroundFeed();
    tell(0, '/runs/new');
    await vi.waitFor(() => expect(window.refreshed).toBe(1));
  });

  it('has no judgement where the compute process fails, but all else', async () => {
    const { feed } = aroundFeed(true, () => Promise.reject(new Error('it died')));
    expect(await feed.contentOf(run)).toMatchObject({ epochs: history, judgement: null });
  });
});
