import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { listRuns, openRun } from '../../src/runs/read-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { train } from '../../src/training/train.ts';
import { bundleChild } from '../runs/children/bundle-child.ts';
import { temporaryFolder } from '../runs/sample-run.ts';
import { settings } from './long-training.ts';
import { chunkSet, madeUpNetwork, memorySink, split, timeless } from './made-up-training.ts';

let place: ReturnType<typeof temporaryFolder>;
let script: string;
beforeAll(async () => {
  place = temporaryFolder();
  script = await bundleChild(path.join(import.meta.dirname, 'children/train-run.ts'), place.folder);
  const kernels = ['kernels.plain.wasm', 'kernels.relaxed.wasm', 'kernels.wide.wasm'];
  for (const file of [...kernels, 'check-wide-kernels.mjs', 'kernel-thread.mjs'])
    cpSync(path.resolve(import.meta.dirname, '../../dist', file), path.join(place.folder, file));
});
afterAll(() => place.remove());

it('a training killed again and again, and resumed each time, ends bit for bit as if uninterrupted', async () => {
  const whole = memorySink();
  const network = await madeUpNetwork();
  const result = await train({ network, chunkSet, split, settings, writer: whole });

  const runs = path.join(place.folder, 'runs');
  const random = createRandom(9);
  let kills = 0;
  for (let ended = false; !ended;) {
    const child = spawn(process.execPath, [script, runs], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close') as Promise<[number | null]>;
    await once(child.stdout, 'data');
    // After enough kills the rest may run through.
    if (kills < 30) await Promise.race([closed, delay(random.uniform() * 120)]);
    else await closed;
    child.kill('SIGKILL');
    const [code] = await closed;
    if (code !== 0) expect(code).toBeNull();
    const list = await listRuns(runs);
    // The child ends its run as stopped. It may be killed after that and before it exits; another would begin a second run.
    ended = list.some(({ status }) => status === 'stopped');
    if (!ended) kills++;
    expect(list.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
    for (const { folder } of list)
      expect((await (await openRun(folder)).history()).map(timeless)).toEqual(
        whole.epochs.slice(0, list[0]!.epochs).map(timeless),
      );
  }
  expect(kills).toBeGreaterThan(5);
  const [run] = await listRuns(runs);
  expect(await checkRun(run!.folder)).toEqual([]);
  const opened = await openRun(run!.folder);
  expect((await opened.history()).map(timeless)).toEqual(whole.epochs.map(timeless));
  expect(await opened.parameters()).toEqual(await network.parameters());
  expect(timeless(opened.config.result!)).toMatchObject({
    epochs: 100,
    keptEpoch: result.keptEpoch,
    valLoss: result.valLoss,
  });
}, 120_000);
