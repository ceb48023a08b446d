import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listRuns } from '../../src/runs/read-run.ts';
import { lockOwner } from '../../src/runs/run-lock.ts';
import { createRun, editRun, resumeRun, type RunWriter } from '../../src/runs/write-run.ts';
import { bundleChild } from './children/bundle-child.ts';
import * as sample from './sample-run.ts';

let place: ReturnType<typeof sample.temporaryFolder>;
let writer: RunWriter;
let lock: string;
beforeEach(async () => {
  place = sample.temporaryFolder();
  writer = await createRun(place.folder, sample.plan);
  lock = path.join(writer.folder, 'lock');
});
afterEach(async () => {
  await writer.close();
  place.remove();
});

const unusedPid = 4_194_304;
const owner = { pid: process.ppid, host: hostname(), since: Date.now(), token: 'another' };
const leaveLock = (content: object): void => writeFileSync(lock, JSON.stringify({ ...owner, ...content }));

describe('a run that is being written', () => {
  it('cannot be resumed or added to, in this process or another, and says who writes it', async () => {
    const refusal = `is being written by process ${process.pid}. Wait until it ends; if there is no such process, delete ${lock}`;
    await expect(resumeRun(writer.folder)).rejects.toThrow(refusal);
    await expect(editRun(writer.folder)).rejects.toThrow(refusal);
    leaveLock({});
    await expect(resumeRun(writer.folder)).rejects.toThrow(`is being written by process ${process.ppid}.`);
  });

  it('is free again once its writer is closed', async () => {
    expect(await lockOwner(writer.folder)).toMatchObject({ pid: process.pid });
    await writer.close();
    expect(await lockOwner(writer.folder)).toBeUndefined();
    await (await resumeRun(writer.folder)).close();
    expect(existsSync(lock)).toBe(false);
  });

  it('takes no more writes once its lock is gone or somebody else has it', async () => {
    rmSync(lock);
    await expect(writer.writeJson('x.json', 1)).rejects.toThrow('is no longer locked by this process');
    leaveLock({});
    await expect(writer.appendEpoch(sample.epochRecord(1))).rejects.toThrow('is no longer locked by this process');
    await writer.close();
    expect(JSON.parse(readFileSync(lock, 'utf8'))).toEqual(owner);
  });
});

describe('a lock is taken over', () => {
  it.each([
    ['of a process that is gone', { pid: unusedPid }],
    ['of an earlier process with this one’s number', { pid: process.pid }],
    ['from before the machine started, whoever has that number now', { since: 1_000_000 }],
  ])('%s', async (_, content) => {
    leaveLock(content);
    expect(await lockOwner(writer.folder)).toBeUndefined();
    expect((await listRuns(place.folder))[0]?.status).toBe('interrupted');
    const resumed = await resumeRun(writer.folder);
    await expect(resumeRun(writer.folder)).rejects.toThrow('is being written');
    await resumed.close();
  });

  it.each(['', '{"pid":', '{"pid":"1"}', '[]'])('that was cut off at %j, after a while', async (content) => {
    writeFileSync(lock, content);
    await expect(resumeRun(writer.folder)).rejects.toThrow('try again');
    utimesSync(lock, 1000, 1000);
    await (await resumeRun(writer.folder)).close();
  });
});

it.each([
  ['names nobody', '', 'unreadable'],
  ['names its own claim', JSON.stringify({ ...owner, pid: unusedPid }), 'another'],
])('a stale lock and the claim on it are taken over where each %s', async (_, content, token) => {
  for (const file of [lock, `${lock}.over-${token}`]) {
    writeFileSync(file, content);
    utimesSync(file, 1000, 1000);
  }
  await (await resumeRun(writer.folder)).close();
  expect(readdirSync(writer.folder).filter((name) => name.startsWith('lock'))).toEqual([]);
});

it('a lock of another machine holds, and says which', async () => {
  leaveLock({ host: 'elsewhere', pid: unusedPid });
  await expect(resumeRun(writer.folder)).rejects.toThrow(`is being written by process ${unusedPid} on elsewhere.`);
});

describe('of eight processes that race for a stale lock, exactly one gets it and keeps it:', () => {
  let racers: Racer[];
  beforeEach(async () => {
    const script = await bundleChild(path.join(import.meta.dirname, 'children/race-for-lock.ts'), place.folder);
    racers = Array.from({ length: 8 }, () => startRacer(script, writer.folder));
  });
  afterEach(() => {
    for (const racer of racers) racer.end();
  });
  const tell = (line: string): Promise<string[]> => Promise.all(racers.map((racer) => racer.tell(line)));

  it.each([
    ['each time', []],
    ['also where another died while it took it', ['another']],
    ['also where two died while they took it', ['another', 'second']],
  ])(
    '%s',
    async (_, claimed) => {
      for (let round = 0; round < 15; round++) {
        leaveLock({ pid: unusedPid });
        let claim = lock;
        claimed.forEach((token, index) => {
          claim += `.over-${token}`;
          writeFileSync(claim, JSON.stringify({ ...owner, pid: unusedPid, token: claimed[index + 1] ?? 'last' }));
        });
        const answers = await tell('lock');
        expect(answers.filter((answer) => answer === 'locked')).toHaveLength(1);
        expect(answers.filter((answer) => /is being written by process|try again/.test(answer))).toHaveLength(7);
        expect((await tell('release')).sort()).toEqual(['held', ...Array.from({ length: 7 }, () => 'none')]);
        expect(readdirSync(writer.folder).filter((name) => name.startsWith('lock'))).toEqual([]);
      }
    },
    60_000,
  );
});

interface Racer {
  /** Gives the child a line and waits for the line it answers. */
  tell(line: string): Promise<string>;
  end(): void;
}

function startRacer(script: string, run: string): Racer {
  const child = spawn(process.execPath, [script, run], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    tell: async (line) => {
      child.stdin.write(`${line}\n`);
      return String((await answers.next()).value);
    },
    end: () => child.stdin.end(),
  };
}
