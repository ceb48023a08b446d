import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportRun, importRun } from '../../src/runs/copy-run.ts';
import { deleteRun } from '../../src/runs/delete-run.ts';
import { nameRun, namedRun } from '../../src/runs/latest.ts';
import { latestRun, listRuns, openRun } from '../../src/runs/read-run.ts';
import { renameRun } from '../../src/runs/rename-run.ts';
import { checkRun } from '../../src/runs/run-summary.ts';
import { createRun } from '../../src/runs/write-run.ts';
import { plan, temporaryFolder as makeFolder, writeEverything } from './sample-run.ts';

const made: ReturnType<typeof makeFolder>[] = [];
afterAll(() => made.forEach(({ remove }) => remove()));
function temporaryFolder(): string {
  const folder = makeFolder();
  made.push(folder);
  return folder.folder;
}

async function complete(runs: string): Promise<string> {
  const writer = await createRun(runs, plan);
  await writeEverything(writer);
  return writer.folder;
}

describe('renaming a run', () => {
  it('changes what people call it, and nothing else', async () => {
    const runs = temporaryFolder();
    const folder = await complete(runs);
    await renameRun(folder, '  Winter, “second” try / <b> ');
    const run = await openRun(folder);
    expect(run.config.name).toBe('Winter, “second” try / <b>');
    expect(run.config.status).toBe('complete');
    expect(await checkRun(folder)).toEqual([]);
    expect((await listRuns(runs)).map(({ name }) => name)).toEqual(['Winter, “second” try / <b>']);
  });

  it('needs a name, of a bearable length', async () => {
    const folder = await complete(temporaryFolder());
    for (const name of ['', '   ', 'x'.repeat(101)])
      await expect(renameRun(folder, name)).rejects.toMatchObject({ name: 'UserError' });
  });

  it('waits for whoever is writing it', async () => {
    const writer = await createRun(temporaryFolder(), plan);
    await expect(renameRun(writer.folder, 'new')).rejects.toThrow(/being written/);
    await writer.close();
  });
});

describe('deleting a run', () => {
  it('leaves nothing of it, and makes the newest complete one current', async () => {
    const runs = temporaryFolder();
    const [older, newer] = [await complete(runs), await complete(runs)];
    await nameRun(newer);
    await deleteRun(newer);
    expect(existsSync(newer)).toBe(false);
    expect(await namedRun(runs)).toBe(path.basename(older));
    await deleteRun(older);
    expect(await latestRun(runs)).toBeNull();
    expect(readdirSync(runs)).toEqual([]);
  });

  it('works for a damaged one', async () => {
    const runs = temporaryFolder();
    const folder = await complete(runs);
    writeFileSync(path.join(folder, 'config.json'), 'not json');
    await deleteRun(folder);
    expect(await listRuns(runs)).toEqual([]);
  });

  it('is refused while it is being written, and says what to do', async () => {
    const writer = await createRun(temporaryFolder(), plan);
    await expect(deleteRun(writer.folder)).rejects.toThrow(/Stop its training first/);
    expect(existsSync(writer.folder)).toBe(true);
    await writer.close();
  });
});

describe('exporting a run', () => {
  it('gives a whole copy that can be imported elsewhere, under its name or the next free one', async () => {
    const folder = await complete(temporaryFolder());
    const destination = path.join(temporaryFolder(), 'copy of my run');
    await exportRun(folder, destination);
    expect(await checkRun(destination)).toEqual([]);
    const elsewhere = path.join(temporaryFolder(), 'runs');
    const [first, second] = [await importRun(destination, elsewhere), await importRun(destination, elsewhere)];
    expect(path.basename(first)).toBe('copy of my run');
    expect(path.basename(second)).toBe('copy of my run-2');
    for (const run of [first, second]) {
      expect(await (await openRun(run)).chunks()).toEqual(await (await openRun(folder)).chunks());
      expect(await checkRun(run)).toEqual([]);
    }
    expect(await listRuns(elsewhere)).toHaveLength(2);
  });

  it('takes only what belongs to the run', async () => {
    const folder = await complete(temporaryFolder());
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    writeFileSync(path.join(folder, 'model.safetensors.123-1.tmp'), 'torn');
    const destination = path.join(temporaryFolder(), 'copy');
    await exportRun(folder, destination);
    expect(existsSync(path.join(destination, 'notes.txt'))).toBe(false);
    expect(readdirSync(destination).some((name) => name.endsWith('.tmp') || name === 'lock')).toBe(false);
  });

  it('never writes over anything', async () => {
    const folder = await complete(temporaryFolder());
    const taken = temporaryFolder();
    await expect(exportRun(folder, taken)).rejects.toThrow(/exists already/);
  });

  it('leaves nothing behind where it cannot write', async () => {
    const folder = await complete(temporaryFolder());
    const place = temporaryFolder();
    writeFileSync(path.join(place, 'file'), '');
    await expect(exportRun(folder, path.join(place, 'file', 'copy'))).rejects.toMatchObject({ name: 'UserError' });
    expect(readdirSync(place)).toEqual(['file']);
  });
});

describe('importing a run', () => {
  it('refuses a damaged one by the name of its file, and leaves nothing behind', async () => {
    const folder = await complete(temporaryFolder());
    const model = path.join(folder, 'model.safetensors');
    const bytes = readFileSync(model);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(model, bytes);
    const runs = path.join(temporaryFolder(), 'runs');
    await expect(importRun(folder, runs)).rejects.toThrow(/model\.safetensors is damaged/);
    expect(readdirSync(runs)).toEqual([]);
  });

  it('refuses a folder that is no run', async () => {
    const runs = path.join(temporaryFolder(), 'runs');
    await expect(importRun(temporaryFolder(), runs)).rejects.toMatchObject({ name: 'UserError' });
  });
});
