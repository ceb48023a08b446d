import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/corpus/random.ts';
import { UserError } from '../../src/corpus/user-error.ts';
import { listRuns } from '../../src/runs/read-run.ts';
import { createSweep, listSweeps, readSweep, sweepFolder, writeSweep } from '../../src/runs/sweep-plan.ts';
import { runsOfSweep } from '../../src/runs/sweep-runs.ts';
import { createRun } from '../../src/runs/write-run.ts';
import { epochRecord, checkpoint, plan as runPlan, temporaryFolder, writeEverything } from './sample-run.ts';

const common = {
  corpus: { root: '/poems', fingerprint: 'ab12', poems: 56, chunks: 515 },
  seed: 42,
  epochs: null,
  vectors: 'bundled',
};
const members = [
  { preset: 'seed', cell: 'rnn', bottleneckSize: 15 },
  { preset: 'gru', cell: 'gru', bottleneckSize: 18 },
] as const;

let place: ReturnType<typeof temporaryFolder>;
beforeEach(() => (place = temporaryFolder()));
afterEach(() => place.remove());

describe('a comparison on disk', () => {
  it('is read as it was written, and is no run', async () => {
    const plan = await createSweep(place.folder, 'Sonnets', common, members);
    expect(plan).toMatchObject({ ...common, members, failures: {} });
    expect(await readSweep(place.folder, plan.id)).toEqual(plan);
    const failed = { ...plan, failures: { 1: 'The loss is no longer a finite number.' } };
    await writeSweep(place.folder, failed);
    expect(await readSweep(place.folder, plan.id)).toEqual(failed);
    expect(await listRuns(place.folder)).toEqual([]);
  });

  it('is listed, newest first, but not what a kill left half made', async () => {
    expect(await listSweeps(place.folder)).toEqual([]);
    const [one, other] = [
      await createSweep(place.folder, 'poems', common, members),
      await createSweep(place.folder, 'poems', common, members),
    ];
    mkdirSync(path.join(place.folder, '.sweeps', 'new.1-1.tmp'));
    expect(await listSweeps(place.folder)).toEqual([other.id, one.id]);
  });

  it('of another name does not lead out of its folder', async () => {
    for (const name of ['..', '.', '../../runs', 'a/b', '', String.raw`a\b`])
      await expect(readSweep(place.folder, name)).rejects.toThrow(UserError);
    await expect(readSweep(place.folder, 'unknown')).rejects.toThrow('There is no comparison "unknown"');
  });

  it('that is damaged says so: flipped bits, cut short, nonsense, another version', async () => {
    const { id } = await createSweep(place.folder, 'poems', common, members);
    const file = path.join(sweepFolder(place.folder, id), 'sweep.json');
    const whole = readFileSync(file);
    const random = createRandom(7);
    const texts = ['', '[]', 'null', '{}', '{"formatVersion":2}', whole.toString().slice(0, 100)];
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(whole);
      bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
      // White space is not what was written.
      if (!sameJson(bytes, whole)) texts.push(bytes.toString('latin1'));
    }
    expect(texts.length).toBeGreaterThan(200);
    for (const text of texts) {
      writeFileSync(file, text, 'latin1');
      await expect(readSweep(place.folder, id), text).rejects.toThrow(UserError);
    }
  });

  it('cannot be begun where nothing can be written', async () => {
    rmSync(place.folder, { recursive: true });
    writeFileSync(place.folder, 'a file');
    await expect(createSweep(place.folder, 'poems', common, members)).rejects.toThrow(UserError);
  });
});

it('of several runs of a member the one that has come furthest counts, the older of equals', async () => {
  const begin = async (member: number, epochs: number, id = 'mine'): Promise<string> => {
    const writer = await createRun(place.folder, { ...runPlan, sweep: { id, member } });
    if (epochs === 3) await writeEverything(writer);
    else
      for (let epoch = 1; epoch <= epochs; epoch++) {
        await writer.appendEpoch(epochRecord(epoch));
        await writer.writeCheckpoint(checkpoint(epoch));
      }
    await writer.close();
    return writer.folder;
  };
  await begin(0, 1);
  const furthest = await begin(0, 2);
  const complete = await begin(1, 3);
  await begin(1, 3);
  await begin(1, 2);
  await begin(2, 3, 'another');
  const found = runsOfSweep(await listRuns(place.folder), 'mine');
  expect([...found].map(([member, { folder }]) => [member, folder]).sort()).toEqual([
    [0, furthest],
    [1, complete],
  ]);
});

function sameJson(one: Buffer, other: Buffer): boolean {
  try {
    return JSON.stringify(JSON.parse(one.toString('latin1'))) === JSON.stringify(JSON.parse(other.toString('latin1')));
  } catch {
    return false;
  }
}
