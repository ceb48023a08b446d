import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { latestRun, listRuns, openRun } from '../../src/runs/read-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { editRun, resumeRun } from '../../src/runs/write-run.ts';
import { bundleChild } from './children/bundle-child.ts';
import * as sample from './sample-run.ts';

const kills = 60;
let place: ReturnType<typeof sample.temporaryFolder>;
let script: string;
beforeAll(async () => {
  place = sample.temporaryFolder();
  script = await bundleChild(path.join(import.meta.dirname, 'children/write-runs.ts'), place.folder);
});
afterAll(() => place.remove());

/** Starts the child; `wait` ends when it has died, with its exit code and output. */
function start(...args: string[]): {
  ready: Promise<void>;
  kill(): void;
  wait: Promise<{ code: number | null; output: string }>;
} {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      resolve();
    });
  });
  const wait = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  return { ready, kill: () => child.kill('SIGKILL'), wait };
}

/** Every run is either complete, with all it should hold, or resumable from its last epoch. */
async function expectSound(runs: string): Promise<{ complete: number; interrupted: number }> {
  const list = await listRuns(runs);
  for (const { folder, status, problem } of list) {
    expect(problem).toBeUndefined();
    expect(['complete', 'interrupted']).toContain(status);
    expect(await checkRun(folder)).toEqual([]);
    const run = await openRun(folder);
    const history = await run.history();
    expect(history).toEqual(history.map((_, i) => sample.epochRecord(i + 1)));
    const writer = await editRun(folder);
    const checkpoint = await writer.readCheckpoint();
    await writer.close();
    if (checkpoint) expect(checkpoint).toEqual(sample.checkpoint(checkpoint.epoch));
    const done = checkpoint?.epoch ?? 0;
    expect([done, done + 1]).toContain(history.length);
    if (status === 'interrupted') continue;
    expect(done).toBe(sample.runEpochs);
    expect(await run.parameters()).toEqual(sample.parameters(1));
    expect(await run.bottleneck()).toMatchObject({ vectors: sample.bottleneck });
    expect(await run.chunks()).toEqual(sample.chunks);
    expect(await run.vocabulary()).toMatchObject(sample.vocabulary);
  }
  const complete = list.filter(({ status }) => status === 'complete').length;
  if (complete > 0) expect((await latestRun(runs))?.config.status).toBe('complete');
  return { complete, interrupted: list.length - complete };
}

it(`killed at ${kills} random instants, a writer leaves runs that are complete or resumable`, async () => {
  const random = createRandom(3);
  // A busy machine writes slowly: the instants are spread over the time that three whole runs take on it now.
  const whole = start(path.join(place.folder, 'timed'), '3');
  await whole.ready;
  const started = performance.now();
  await whole.wait;
  const span = performance.now() - started;
  let runs = '';
  let interrupted = 0;
  let complete = 0;
  for (let i = 0; i < kills; i++) {
    // Twelve kills to a folder: enough to meet what earlier ones left, few enough to look at everything each time.
    if (i % 12 === 0) runs = path.join(place.folder, `random-${i}`);
    const child = start(runs, '1000');
    await child.ready;
    await delay(random.uniform() * span);
    child.kill();
    expect((await child.wait).code).toBeNull();
    const sound = await expectSound(runs);
    interrupted += sound.interrupted;
    complete += sound.complete;
  }
  expect(interrupted).toBeGreaterThan(kills / 10);
  expect(complete).toBeGreaterThan(0);
}, 300_000);

it('killed before any one of its file operations, or half-way through a write, it leaves a run that is complete or resumable', async () => {
  const whole = await start(path.join(place.folder, 'whole'), '1').wait;
  const operations = Number(/operations (\d+)/.exec(whole.output)?.[1]);
  expect(operations).toBeGreaterThan(80);
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= operations) {
      const killAt = next++;
      const runs = path.join(place.folder, `operation-${killAt}`);
      expect((await start(runs, '1', String(killAt)).wait).code).toBeNull();
      const { interrupted } = await expectSound(runs);
      if (interrupted === 0) continue;
      const writer = await resumeRun((await listRuns(runs))[0]!.folder);
      for (let epoch = ((await writer.readCheckpoint())?.epoch ?? 0) + 1; epoch <= sample.runEpochs; epoch++) {
        await writer.appendEpoch(sample.epochRecord(epoch));
        await writer.writeCheckpoint(sample.checkpoint(epoch));
      }
      await sample.writeEverything(writer, 0);
      expect(await expectSound(runs)).toEqual({ complete: 1, interrupted: 0 });
    }
  };
  await Promise.all([worker(), worker(), worker()]);
}, 300_000);
