import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { beginSweep } from '../../src/compute/begin-sweep.ts';
import { startMemberProcess, type MemberProcess } from '../../src/compute/member-process.ts';
import { processesThatHelp } from '../../src/compute/processes-that-help.ts';
import { runSweep } from '../../src/compute/run-sweep.ts';
import { stateOfSweep } from '../../src/compute/sweep-state.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import type { TrainParams } from '../../src/protocol/compute-messages.ts';
import { RequestFailed } from '../../src/protocol/request-channel.ts';
import type { SweepProgress, SweepState } from '../../src/protocol/sweep-messages.ts';
import { listRuns, latestRun } from '../../src/runs/read-run.ts';
import { acquireLock } from '../../src/runs/run-lock.ts';
import { readSweep, sweepFolder, writeSweep } from '../../src/runs/sweep-plan.ts';
import { folderOfPoems } from './sample-folder.ts';

/** The bundle, since a child of a test's process cannot read the sources. */
const startProcess = (): MemberProcess => startMemberProcess(path.resolve('dist/compute.mjs'));
const never = new AbortController().signal;
let folder: string;
let runs: string;
let id: string;

async function begin(bottleneckSizes: number[], epochs = 2): Promise<void> {
  const begun = await beginSweep({ folder, presets: ['seed'], bottleneckSizes, epochs }, {}, never);
  runs = begun.runsFolder;
  id = begun.plan.id;
}

/** A process whose training is `train`, and which counts how many there are at once. */
function processes(train: (params: TrainParams, signal: AbortSignal) => ReturnType<MemberProcess['train']>): {
  start(): MemberProcess;
  most: number;
  ended: number;
} {
  let now = 0;
  const counter = {
    most: 0,
    ended: 0,
    start: (): MemberProcess => {
      counter.most = Math.max(counter.most, ++now);
      return {
        pid: undefined,
        train: (params, _, signal) => train(params, signal),
        end: () => {
          now--;
          counter.ended++;
          return Promise.resolve();
        },
      };
    },
  };
  return counter;
}

const broke = (message: string, cancelled = false): RequestFailed =>
  new RequestFailed({ message, forPerson: true, cancelled });

const statesOf = ({ members }: SweepState): string[] => members.map(({ state }) => state);

beforeEach(() => {
  folder = folderOfPoems();
});

describe('a comparison', () => {
  it('trains every member into a run of its own, on the same poems, split and seed, and leaves the current run', async () => {
    await begin([3, 4, 5]);
    const told: SweepProgress[] = [];
    const state = await runSweep(runs, id, {
      signal: never,
      processes: 2,
      startProcess,
      onProgress: (progress) => told.push(progress),
    });
    expect(statesOf(state)).toEqual(['complete', 'complete', 'complete']);
    for (const { result, epoch, bottleneckSize } of state.members) {
      expect(epoch).toBe(2);
      expect(result!.scores.varianceExplained!.value).toBeLessThan(1);
      expect(result!.parameters).toBeGreaterThan(50_000);
      expect(result!.baselines.find(({ method }) => method === 'pca')!.numbers).toBe(bottleneckSize);
    }
    const list = await listRuns(runs);
    expect(list.map(({ name }) => name).sort()).toEqual([3, 4, 5].map((size) => `seed, rnn, ${size} numbers`));
    const same = list.map(({ config }) => [config!.corpus.fingerprint, config!.split, config!.startedFrom]);
    expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(told.at(-1)).toMatchObject({ fraction: 1 });
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(told.some(({ changes }) => changes.some(({ state: one }) => one.stage === 'training' && one.run))).toBe(
      true,
    );

    // A new window, or command line, reads the same from the disk.
    expect(await stateOfSweep(runs, await readSweep(runs, id))).toEqual(state);
    // None of them has made itself the current run; the newest stands in where there is no other.
    expect((await latestRun(runs))!.id).toBe(list[0]!.id);
  });

  it('goes on where a member fails, marks it with the reason, and tries it again the next time', async () => {
    await begin([3, 4, 5]);
    const { start } = processes((params) => {
      if (params.bottleneckSize === 4) return Promise.reject(broke('The loss is no longer a finite number.'));
      return Promise.reject(broke('somebody stopped it', true));
    });
    const state = await runSweep(runs, id, { signal: never, processes: 1, startProcess: start });
    expect(statesOf(state)).toEqual(['waiting', 'failed', 'waiting']);
    expect(state.members[1]!.problem).toBe('The loss is no longer a finite number.');
    expect(await stateOfSweep(runs, await readSweep(runs, id))).toEqual(state);

    const again = await runSweep(runs, id, { signal: never, processes: 2, startProcess });
    expect(statesOf(again)).toEqual(['complete', 'complete', 'complete']);
    expect((await readSweep(runs, id)).failures).toEqual({});
  });

  it('trains as many members at once as it was told, and ends every process', async () => {
    await begin([3, 4, 5, 6, 7]);
    const several = processes(async () => {
      await delay(20);
      throw broke('no');
    });
    await runSweep(runs, id, { signal: never, processes: 3, startProcess: several.start });
    expect(several).toMatchObject({ most: 3, ended: 5 });
  });

  it('keeps the reasons of all that failed, however close together', async () => {
    await begin([3, 4, 5, 6, 7, 8]);
    const { start } = processes(({ bottleneckSize }) => Promise.reject(broke(`It is ${bottleneckSize}.`)));
    const state = await runSweep(runs, id, { signal: never, processes: 6, startProcess: start });
    expect(state.members.map(({ problem }) => problem)).toEqual([3, 4, 5, 6, 7, 8].map((size) => `It is ${size}.`));
  });

  it('ends the other members too where something breaks that is no failure of a member', async () => {
    await begin([3, 4, 5]);
    const ends: boolean[] = [];
    const { start } = processes(async ({ bottleneckSize }, signal) => {
      if (bottleneckSize === 3) throw new Error('a mistake of the program');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ends.push(true);
      throw broke('', true);
    });
    await expect(runSweep(runs, id, { signal: never, processes: 2, startProcess: start })).rejects.toThrow('a mistake');
    expect(ends).toEqual([true]);
    // The comparison is let go of.
    await (await acquireLock(sweepFolder(runs, id))).release();
  });

  it('stops at once, and goes on from the last epoch of each', async () => {
    await begin([3, 4, 5], 400);
    const abort = new AbortController();
    // On a busy machine the second may begin long after the first.
    const underWay = new Set<number>();
    const stopped = await runSweep(runs, id, {
      signal: abort.signal,
      startProcess,
      processes: 2,
      onProgress: ({ changes }) => {
        for (const { member, state } of changes) if (state.epoch > 1) underWay.add(member);
        if (underWay.size === 2) abort.abort();
      },
    });
    expect(statesOf(stopped).slice(0, 2)).toEqual(['stopped', 'stopped']);
    expect(stopped.members[2]!.state).toBe('waiting');
    const begun = stopped.members.find(({ epoch }) => epoch > 1)!;
    expect(begun.fraction).toBeGreaterThan(0);

    const asked: TrainParams[] = [];
    const { start } = processes((params) => {
      asked.push(params);
      return Promise.reject(broke('', true));
    });
    await runSweep(runs, id, { signal: never, processes: 1, startProcess: start });
    expect(asked.map(({ resume }) => resume)).toEqual([stopped.members[0]!.run, stopped.members[1]!.run, undefined]);
  });

  it('tells of a process that is killed, and lets the others go on', async () => {
    await begin([3, 4], 60);
    const started: MemberProcess[] = [];
    let killed = false;
    const state = await runSweep(runs, id, {
      signal: never,
      processes: 1,
      startProcess: () => {
        started.push(startProcess());
        return started.at(-1)!;
      },
      onProgress: ({ changes }) => {
        if (killed || !changes.some(({ state: one }) => one.epoch > 0)) return;
        killed = true;
        process.kill(started[0]!.pid!, 'SIGKILL');
      },
    });
    expect(statesOf(state)).toEqual(['failed', 'complete']);
    expect(state.members[0]!.problem).toContain('SIGKILL');
    expect(state.members[0]!.run).not.toBeNull();
  });

  it('is trained by one process at a time', async () => {
    await begin([3]);
    const lock = await acquireLock(sweepFolder(runs, id));
    await expect(runSweep(runs, id, { signal: never })).rejects.toThrow(UserError);
    await lock.release();
  });

  it('does not go on with poems that have changed', async () => {
    await begin([3]);
    const changed = { ...(await readSweep(runs, id)) };
    changed.corpus = { ...changed.corpus, fingerprint: 'another' };
    await writeSweep(runs, changed);
    const state = await runSweep(runs, id, { signal: never, processes: 1, startProcess });
    expect(state.members[0]!).toMatchObject({ state: 'failed', run: null });
    expect(state.members[0]!.problem).toContain('have changed since the comparison was begun');
  });
});

it('takes as many processes as cores and memory allow, at least one', () => {
  expect(processesThatHelp(500, { cores: 8, freeBytes: 64e9 })).toBe(8);
  expect(processesThatHelp(24_000, { cores: 8, freeBytes: 2e9 })).toBe(4);
  expect(processesThatHelp(24_000, { cores: 8, freeBytes: 1e8 })).toBe(1);
});
