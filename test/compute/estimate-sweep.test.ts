import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { answerSweep } from '../../src/compute/sweep-jobs.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import { MalformedMessage } from '../../src/protocol/read-value.ts';
import { sweepReaders } from '../../src/protocol/read-sweep-messages.ts';
import { runsFolder } from '../../src/runs/run-folder.ts';
import { createSweep, listSweeps, sweepFolder } from '../../src/runs/sweep-plan.ts';
import { folderOfPoems, temporaryFolder } from './sample-folder.ts';

const never = new AbortController().signal;
const ask = async (about: string, params: object): Promise<unknown> =>
  answerSweep(
    { about, params },
    () => undefined,
    never,
    () => undefined,
  );

it('tells how many trainings a comparison is and roughly how long it takes, longer ones longer', async () => {
  const folder = folderOfPoems();
  const params = {
    folder,
    runsFolder: runsFolder(folder),
    presets: ['seed', 'gru'],
    bottleneckSizes: [15, 16],
    seed: 42,
  };
  const short = sweepReaders.estimate.result(await ask('estimate', { ...params, epochs: 10 }), 'result');
  const long = sweepReaders.estimate.result(await ask('estimate', { ...params, epochs: 10_000 }), 'result');
  expect(short).toMatchObject({ members: 4 });
  expect(short.processes).toBeGreaterThan(0);
  expect(short.seconds).toBeGreaterThan(0);
  expect(long.seconds).toBeGreaterThan(20 * short.seconds);
  // Nothing is begun by asking.
  expect(await listSweeps(params.runsFolder)).toEqual([]);

  await expect(ask('estimate', { ...params, presets: ['sonnet'] })).rejects.toThrow(UserError);
  await expect(ask('estimate', { ...params, folder: '/no/such/folder' })).rejects.toThrow(UserError);
  await expect(ask('guess', params)).rejects.toThrow(MalformedMessage);
});

it('lists comparisons with how far they are, and leaves out damaged ones', async () => {
  const runs = temporaryFolder();
  const corpus = { root: '/poems', fingerprint: 'ab12', poems: 5, chunks: 50 };
  const common = { corpus, seed: 42, epochs: null, vectors: 'bundled' };
  const members = [{ preset: 'seed', cell: 'rnn', bottleneckSize: 15 }] as const;
  const [sound, damaged] = [
    await createSweep(runs, 'sound', common, members),
    await createSweep(runs, 'damaged', common, members),
  ];
  writeFileSync(path.join(sweepFolder(runs, damaged.id), 'sweep.json'), '{"formatVersion":1');
  const { sweeps } = sweepReaders.list.result(await ask('list', { runsFolders: [runs, '/no/such/folder'] }), 'result');
  expect(sweeps).toEqual([{ runsFolder: runs, id: sound.id, created: sound.created, members: 1, done: 0, failed: 0 }]);
  await expect(ask('read', { runsFolder: runs, id: damaged.id })).rejects.toThrow('is damaged');
});
