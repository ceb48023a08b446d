import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import type { SweepState } from '../../src/protocol/sweep-messages.ts';
import { listRuns } from '../../src/runs/read-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { listSweeps } from '../../src/runs/sweep-plan.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.mjs');
const grid = ['--presets', 'seed', '--cells', 'rnn,gru', '--bottleneck', '3,4', '--epochs', '12'];

/** The bundled command line, in a process group of its own. */
function compare(args: string[]): {
  group: number;
  done: Promise<{ code: number | null; stdout: string; stderr: string }>;
} {
  const child = spawn(process.execPath, [cli, 'compare', ...args, '--processes', '2', '--json', '--quiet'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const done = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { group: child.pid!, done };
}

/** What does not depend on when and where it was trained. */
function essence(state: SweepState): object[] {
  return state.members.map((member) => {
    const files = ['model.safetensors', 'bottleneck.safetensors', 'evaluation.json'];
    return {
      ...{ ...member, run: '', result: { ...member.result, seconds: 0 } },
      files: files.map((file) => readFileSync(path.join(member.run!, file)).toString('base64')),
    };
  });
}

it('a comparison killed again and again, and resumed each time, ends as if undisturbed', async () => {
  const folder = folderOfPoems();
  const undisturbed = await compare([folder, '--out', path.join(temporaryFolder(), 'runs'), ...grid]).done;
  const whole = JSON.parse(undisturbed.stdout) as SweepState;
  expect(whole.members.map(({ state }) => state)).toEqual(Array(4).fill('complete'));

  const runs = path.join(temporaryFolder(), 'runs');
  const random = createRandom(3);
  let kills = 0;
  let last: SweepState | undefined;
  while (!last) {
    const begun = existsSync(runs) && (await listSweeps(runs)).length > 0;
    const { group, done } = compare(begun ? ['--resume', 'latest', '--out', runs] : [folder, '--out', runs, ...grid]);
    // After enough kills the rest may run through.
    const ended = kills < 8 ? await Promise.race([done, delay(300 + random.uniform() * 1500)]) : await done;
    if (ended) {
      expect(ended.code).toBe(0);
      last = JSON.parse(ended.stdout) as SweepState;
      break;
    }
    // By turns the process alone, whose members then end by themselves, and all of them, as by a power cut.
    process.kill(kills % 2 === 0 ? group : -group, 'SIGKILL');
    await done;
    kills++;
    for (const { folder: run, problem } of await listRuns(runs)) {
      expect(problem).toBeUndefined();
      expect(await checkRun(run)).toEqual([]);
    }
  }
  expect(kills).toBeGreaterThan(3);
  expect(essence(last)).toEqual(essence(whole));
});

it('a comparison interrupted in a terminal keeps all, fails nothing, and says how to go on', async () => {
  const folder = folderOfPoems();
  const runs = path.join(temporaryFolder(), 'my runs');
  const { group, done } = compare([folder, '--out', runs, ...grid, '--epochs', '400']);
  while (!(await listRuns(runs)).some(({ epochs }) => epochs > 0)) await delay(100);
  // A terminal sends it to all processes of the group.
  process.kill(-group, 'SIGINT');
  const { code, stdout, stderr } = await done;
  expect(code).toBe(130);
  expect(stderr).toMatch(/^Stopped\..* compare --resume \S+ --out '.*my runs'\n$/);
  const states = (JSON.parse(stdout) as SweepState).members.map(({ state }) => state);
  expect(states.slice(0, 2)).toContain('stopped');
  expect(states.filter((state) => state !== 'stopped' && state !== 'waiting')).toEqual([]);
  for (const { status } of await listRuns(runs)) expect(status).toBe('stopped');
});
