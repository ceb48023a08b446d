import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrainProgress } from '../../src/protocol/compute-messages.ts';
import { RequestFailed, type RequestHold } from '../../src/protocol/request-channel.ts';
import { listRuns, openRun } from '../../src/runs/read-run.ts';
import { type ComputeClient, createComputeClient } from '../../src/vscode/compute-client.ts';
import { folderOfPoems } from './sample-folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
const script = path.join(root, 'src/compute/main.ts');
const execArgv = ['--import', import.meta.resolve('tsx')];
const limit = 120_000;

describe('the compute process', () => {
  let folder: string;
  let client: ComputeClient;
  const log: string[] = [];

  beforeAll(() => {
    const tell = (message: string) => void log.push(message);
    client = createComputeClient({
      script,
      execArgv,
      log: { info: tell, warn: tell, error: tell },
      describeDeath: (how) => `died: ${how}`,
    });
  });
  afterAll(() => client.dispose());
  beforeEach(() => void (folder = folderOfPoems()));

  it('trains, telling how it goes, and evaluates and searches the run', { timeout: limit }, async () => {
    const told: TrainProgress[] = [];
    await fs.writeFile(path.join(folder, 'broken.json'), '{"title": "half a');
    const onProgress = (progress: TrainProgress): void => void told.push(progress);
    const result = await client.request('train', { folder, preset: 'quick', epochs: 3 }, { onProgress });
    expect(result).toMatchObject({ status: 'complete', preset: 'quick', poems: 12, epochs: 3 });
    expect(result.heldOut?.varianceExplained).toBeLessThan(1);
    expect(told.flatMap(({ reports }) => reports).map(({ file }) => file)).toEqual(['broken.json']);
    expect(told.flatMap(({ epochs }) => epochs).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(told.flatMap(({ start }) => start ?? [])).toMatchObject([{ run: result.run, poems: 12, epochsDone: 0 }]);

    const { report } = await client.request('evaluate', { run: result.run });
    expect(report).toContain('variance explained');
    const params = { run: result.run, text: 'the light on the water', count: 3 };
    expect((await client.request('neighbours', params)).neighbours).toHaveLength(3);
  });

  it('stops a training when it is asked to, and goes on with it', { timeout: limit }, async () => {
    const abort = new AbortController();
    const onProgress = ({ epochs }: TrainProgress): void => void (epochs.length && abort.abort());
    const options = { signal: abort.signal, onProgress };
    const stopped = await client.request('train', { folder, preset: 'quick', epochs: 40 }, options);
    expect(stopped).toMatchObject({ status: 'stopped', heldOut: null });
    expect(stopped.epochs).toBeGreaterThan(0);
    const [run] = await listRuns(path.dirname(stopped.run));
    expect(run).toMatchObject({ folder: stopped.run, status: 'stopped', epochs: stopped.epochs });

    const again = new AbortController();
    const started: TrainProgress['start'][] = [];
    const resumed = await client.request(
      'train',
      { folder, preset: 'quick', resume: stopped.run },
      {
        signal: again.signal,
        onProgress: ({ start }) => {
          if (!start) return;
          started.push(start);
          again.abort();
        },
      },
    );
    expect(started).toMatchObject([{ run: stopped.run, epochsDone: stopped.epochs }]);
    expect(resumed.run).toBe(stopped.run);
  });

  it('holds a training on request, answering others meanwhile, and goes on', { timeout: limit }, async () => {
    let hold: RequestHold | undefined;
    let run = '';
    let epochs = 0;
    const paused: boolean[] = [];
    const training = client.request(
      'train',
      { folder, preset: 'quick', epochs: 30 },
      {
        onSent: (by) => (hold = by),
        onProgress: (progress) => {
          run = progress.start?.run ?? run;
          if (epochs === 0 && progress.epochs.length > 0) hold!.pause();
          epochs += progress.epochs.length;
          if (progress.paused !== undefined) paused.push(progress.paused);
        },
      },
    );
    await vi.waitFor(() => expect(paused).toEqual([true]), { timeout: 60_000, interval: 20 });
    const before = epochs;
    expect(before).toBeLessThan(30);
    const { verdicts, limits } = await client.request('judgeTraining', { run });
    expect(verdicts).toHaveLength(4);
    expect(limits.explodingGradient).toBe(10);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(epochs).toBe(before);
    expect(await (await openRun(run)).history()).toHaveLength(before);
    hold!.goOn();
    expect(await training).toMatchObject({ status: 'complete', epochs: 30 });
    expect(epochs).toBe(30);
    expect(paused).toEqual([true, false]);
  });

  it('answers with the words of a UserError', async () => {
    const error: unknown = await client.request('evaluate', { run: folder }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RequestFailed);
    expect((error as RequestFailed).failure).toMatchObject({ forPerson: true, cancelled: false });
    expect((error as RequestFailed).message).toContain(folder);
  });

  it('ends when its parent is killed, and leaves a run that can go on', { timeout: limit }, async () => {
    const parent = spawn(process.execPath, [...execArgv, path.join(import.meta.dirname, 'parent.ts'), script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let child = 0;
    for await (const line of createInterface({ input: parent.stdout })) {
      const told = JSON.parse(line) as { pid?: number; epoch?: boolean };
      child = told.pid ?? child;
      if (told.epoch) break;
    }
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow('ESRCH'), { timeout: 30_000, interval: 100 });
    const [run] = await listRuns(path.join(folder, '.poetry-explorer', 'runs'));
    expect(run?.status).toMatch(/^(stopped|interrupted)$/);
    expect(run?.epochs).toBeGreaterThan(0);
  });
});
